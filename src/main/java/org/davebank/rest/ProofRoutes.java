package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.davebank.service.access.NetworkProof;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /network/proof}, open to all: what a server shows before it is given credentials. */
@RestController
final class ProofRoutes {

    private final NetworkProof proof;

    ProofRoutes(NetworkProof proof) {
        this.proof = proof;
    }

    /** The address is that of the connection itself, never what a header says. */
    @GetMapping({"/network/proof", "/network/proof/"})
    Map<String, Object> prove(HttpServletRequest request, @RequestParam String nonce) {
        return Map.of("proof", proof.of(request.getLocalAddr(), request.getLocalPort(), nonce));
    }
}
