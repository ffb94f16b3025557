package org.davebank.rest.docs;

import java.util.Map;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The handlers of all routes, as a server finds them, without the services behind them. */
final class Handlers {

    private Handlers() {}

    static Map<RequestMappingInfo, HandlerMethod> all() {
        GenericWebApplicationContext context = new GenericWebApplicationContext();
        ClassPathBeanDefinitionScanner scanner = new ClassPathBeanDefinitionScanner(context);
        scanner.getBeanDefinitionDefaults().setLazyInit(true);
        scanner.scan("org.davebank.rest");
        context.refresh();
        RequestMappingHandlerMapping mapping = new RequestMappingHandlerMapping();
        mapping.setApplicationContext(context);
        mapping.afterPropertiesSet();
        return mapping.getHandlerMethods();
    }
}
