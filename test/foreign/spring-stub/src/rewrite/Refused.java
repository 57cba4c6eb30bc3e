package rewrite;

import org.openapitools.model.ErrorCode;

/** Ends an operation with an error of the document. */
class Refused extends RuntimeException {
  final int status;
  final ErrorCode code;

  Refused(int status, ErrorCode code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
