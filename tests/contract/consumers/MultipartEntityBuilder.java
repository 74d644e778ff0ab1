package org.apache.http.entity.mime;

/** The generated code imports it wherever it sends a form, and uses it for no form of ours. */
public final class MultipartEntityBuilder {}
