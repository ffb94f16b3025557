package org.davebank.console.frame;

import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.login.LoginForm;
import com.vaadin.flow.component.login.LoginI18n;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import java.util.Set;
import org.davebank.console.Texts;

/** The sign-in page. */
@Route(value = SignInView.ROUTE, autoLayout = false)
@AnonymousAllowed
@JsModule("context://shell/indicator.js")
@JsModule("context://shell/orders.js")
public class SignInView extends Main implements BeforeEnterObserver, HasDynamicTitle {

    private static final long serialVersionUID = 1L;

    public static final String ROUTE = "sign-in";

    /** The query parameter that says why an attempt failed, with one of {@link #PROBLEMS}. */
    public static final String PROBLEM = "problem";

    private static final Set<String> PROBLEMS = Set.of("password", "link", "too_busy", "no_quorum");

    private final LoginForm form = new LoginForm();
    private final LoginI18n texts = LoginI18n.createDefault();

    public SignInView() {
        addClassName("sign-in");
        ThemeChoice.apply();
        LoginI18n.Form labels = texts.getForm();
        labels.setTitle("");
        labels.setUsername(Texts.get("signin.user"));
        labels.setPassword(Texts.get("signin.password"));
        labels.setSubmit(Texts.get("signin.submit"));
        form.setI18n(texts);
        form.setForgotPasswordButtonVisible(false);
        form.setAction(ROUTE);
        H1 name = new H1(new Span("Dave"), new Span("Bank"));
        name.addClassName("wordmark");
        Paragraph where = new Paragraph(Texts.get("signin.where"));
        where.addClassName("soft");
        Div card = new Div(name, new Paragraph(Texts.get("signin.lead")), form, where);
        card.addClassName("card");
        add(card);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        event.getLocation()
                .getQueryParameters()
                .getSingleParameter(PROBLEM)
                .filter(PROBLEMS::contains)
                .ifPresent(problem -> {
                    LoginI18n.ErrorMessage message = texts.getErrorMessage();
                    message.setTitle(Texts.get("signin.failed"));
                    message.setMessage(Texts.get("signin.failed." + problem));
                    form.setI18n(texts);
                    form.setError(true);
                });
    }

    @Override
    public String getPageTitle() {
        return Texts.get("title", Texts.get("signin.title"));
    }
}
