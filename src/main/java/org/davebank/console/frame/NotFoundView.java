package org.davebank.console.frame;

import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.NotFoundException;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.router.RouterLink;
import jakarta.annotation.security.PermitAll;
import jakarta.servlet.http.HttpServletResponse;
import org.davebank.console.Panel;
import org.davebank.console.Texts;
import org.davebank.console.View;
import org.davebank.console.overview.OverviewView;

/** The page for unknown addresses of the console. */
@PermitAll
@ParentLayout(MainLayout.class)
public class NotFoundView extends View implements HasErrorParameter<NotFoundException> {

    private static final long serialVersionUID = 1L;

    private final Paragraph where = new Paragraph();

    public NotFoundView() {
        super(Texts.get("nothing.title"));
        Panel panel = new Panel(Texts.get("nothing.heading"), where);
        panel.add(new RouterLink(Texts.get("nothing.home"), OverviewView.class));
        add(panel);
    }

    @Override
    public int setErrorParameter(
            BeforeEnterEvent event, ErrorParameter<NotFoundException> parameter) {
        where.setText(Texts.get("nothing.where", "/console/" + event.getLocation().getPath()));
        return HttpServletResponse.SC_NOT_FOUND;
    }
}
