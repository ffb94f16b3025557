package org.davebank.rest;

import jakarta.servlet.http.HttpServletRequest;
import org.davebank.api.network.ProofAnswer;
import org.davebank.rest.route.Query;
import org.davebank.rest.route.Route;
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
    @Route(
            value =
                    "Proves that this server belongs to the network, before it is given credentials.",
            open = true,
            query = Query.NONCE,
            gives = ProofAnswer.class)
    @GetMapping({"/network/proof", "/network/proof/"})
    ProofAnswer prove(HttpServletRequest request, @RequestParam String nonce) {
        return new ProofAnswer(proof.of(request.getLocalAddr(), request.getLocalPort(), nonce));
    }
}
