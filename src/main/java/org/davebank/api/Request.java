package org.davebank.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/** A body that is sent to the bank. What has no value is left out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public interface Request extends Body {}
