package org.davebank.api.network;

import org.davebank.api.Body;
import org.davebank.api.Shown;

/** What a server shows before it is given credentials. */
public record ProofAnswer(
        @Shown(
                        value = "5f70bf18a086007016e948b04aed3b82c103a36bea41755b6cddfaf10ace3c6e",
                        about = "made of the address, the challenge and the network's key")
                String proof)
        implements Body {}
