package org.davebank.console;

import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import org.springframework.stereotype.Component;

/**
 * Gives every page the same base for relative addresses. Vaadin's own base follows the address bar:
 * after navigating inside the console one level deeper, uploads and downloads would go to the wrong
 * address.
 */
@Component
public class PageBase implements VaadinServiceInitListener {

    private static final long serialVersionUID = 1L;

    /** As in {@code vaadin.url-mapping}. */
    private static final String BASE = "/console/";

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.addIndexHtmlRequestListener(
                response -> response.getDocument().head().select("base").attr("href", BASE));
    }
}
