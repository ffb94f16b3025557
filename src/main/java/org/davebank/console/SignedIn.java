package org.davebank.console;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import java.util.UUID;
import org.davebank.api.ProblemCode;
import org.davebank.service.Caller;
import org.davebank.service.Role;
import org.davebank.service.ServiceProblem;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** The person who uses the page. */
public final class SignedIn {

    private SignedIn() {}

    /**
     * The signed-in person as a caller, with a new request id for each call. Must be called on the
     * page's UI thread.
     */
    public static Caller caller() {
        UI ui = UI.getCurrent();
        Caller known = ComponentUtil.getData(ui, Caller.class);
        if (known == null) {
            known = fromRequest();
            ComponentUtil.setData(ui, Caller.class, known);
        }
        return known.withRequestId(UUID.randomUUID().toString());
    }

    /** Whether to show controls that need the role; the service layer enforces it. */
    public static boolean has(Role role) {
        return caller().role().includes(role);
    }

    private static Caller fromRequest() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw ServiceProblem.of(ProblemCode.UNAUTHENTICATED, "sign in first");
    }
}
