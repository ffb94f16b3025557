package org.davebank.rest.docs;

import io.swagger.v3.oas.models.OpenAPI;
import org.davebank.rest.route.Routes;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Lets the library serve our document; its own scan is switched off. */
@Component
final class ServedDocument implements OpenApiCustomizer {

    private final ObjectProvider<RequestMappingHandlerMapping> mapping;

    ServedDocument(
            @Qualifier("requestMappingHandlerMapping")
                    ObjectProvider<RequestMappingHandlerMapping> mapping) {
        this.mapping = mapping;
    }

    @Override
    public void customise(OpenAPI document) {
        ApiDocument.write(Routes.of(mapping.getObject().getHandlerMethods()), document);
    }
}
