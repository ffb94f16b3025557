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
 * Allows encoded slashes: the alias {@code a/b} is {@code a%2Fb} in a URL. Web server and firewall
 * leave it encoded, so that it separates nothing: access and routing are decided on the same
 * segments, and only the route's own variable has the slash.
 */
@Configuration(proxyBeanMethods = false)
class EncodedSlashes {

    /** Path traversal stays rejected; no alias is worth the risk. */
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
        // An encoded percent sign stays rejected: a decoded path with a percent sign has an encoded
        // slash.
        firewall.getDecodedUrlBlocklist().remove("%");
        firewall.setAllowedHeaderNames(HeaderText::isName);
        firewall.setAllowedHeaderValues(HeaderText::isValue);
        return firewall;
    }

    private static void allow(Set<String> refused) {
        refused.removeIf(each -> each.toLowerCase(Locale.ROOT).contains("%2f"));
        refused.addAll(CLIMBING);
    }
}
