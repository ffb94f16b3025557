package org.davebank.console;

import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinServiceInitListener;
import org.springframework.stereotype.Component;

/**
 * Gives every page the same base for its relative addresses. The framework's own one follows the
 * address bar: a page that was reached by a link inside the console, one level deeper, would send its
 * uploads and downloads to the wrong place.
 */
@Component
public class PageBase implements VaadinServiceInitListener {

    private static final long serialVersionUID = 1L;

    /** As {@code vaadin.url-mapping} has it. */
    private static final String BASE = "/console/";

    @Override
    public void serviceInit(ServiceInitEvent event) {
        event.addIndexHtmlRequestListener(
                response -> response.getDocument().head().select("base").attr("href", BASE));
    }
}
