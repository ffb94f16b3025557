package org.davebank.process;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * The alias {@code a/b} is {@code a%2Fb} in an address. Web server and firewall leave it encoded, so
 * that it parts nothing: who may see an address and which route it takes are decided on the same
 * segments, and only the route's own variable has the slash.
 */
@Configuration(proxyBeanMethods = false)
class EncodedSlashes {

    /** Nothing that climbs is an alias worth the risk. */
    private static final List<String> CLIMBING = List.of("..%2f", "..%2F", "%2f..", "%2F..");

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> slashesStayEncoded() {
        return factory ->
                factory.addConnectorCustomizers(connector ->
                        connector.setEncodedSolidusHandling(
                                EncodedSolidusHandling.PASS_THROUGH.getValue()));
    }

    @Bean
    HttpFirewall encodedSlashesAllowed() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        allow(firewall.getEncodedUrlBlocklist());
        allow(firewall.getDecodedUrlBlocklist());
        // An encoded percent sign stays refused: what has one when decoded has a slash behind it.
        firewall.getDecodedUrlBlocklist().remove("%");
        return firewall;
    }

    private static void allow(Set<String> refused) {
        refused.removeIf(each -> each.toLowerCase(Locale.ROOT).contains("%2f"));
        refused.addAll(CLIMBING);
    }
}
