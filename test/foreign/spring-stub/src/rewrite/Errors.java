package rewrite;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.ConstraintViolationException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.openapitools.model.ErrorCode;
import org.openapitools.model.InnerError;
import org.openapitools.model.MainError;
import org.openapitools.model.ODataError;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Gives every error the shape of the document, those of Spring included. */
@RestControllerAdvice
class Errors {
  @ExceptionHandler
  ResponseEntity<ODataError> any(Exception e, HttpServletRequest request) {
    if (e instanceof Refused refused) {
      return answer(refused.status, refused.code, refused.getMessage(), new HttpHeaders(), request);
    }
    if (e instanceof HttpMessageNotReadableException) {
      return answer(400, ErrorCode.BAD_REQUEST, "The body does not keep the document.", new HttpHeaders(), request);
    }
    if (e instanceof ErrorResponse known) {
      int status = known.getStatusCode().value();
      return switch (status) {
        case 404 -> answer(404, ErrorCode.RESOURCE_NOT_FOUND, "There is no such path.", known.getHeaders(), request);
        case 405 -> answer(405, ErrorCode.METHOD_NOT_ALLOWED, "The path does not offer this method.", known.getHeaders(), request);
        case 415 -> answer(415, ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body is not declared as JSON.", known.getHeaders(), request);
        default -> answer(400, ErrorCode.BAD_REQUEST, "The request does not keep the document.", new HttpHeaders(), request);
      };
    }
    if (e instanceof ConstraintViolationException || e instanceof TypeMismatchException) {
      return answer(400, ErrorCode.BAD_REQUEST, "A parameter does not keep the document.", new HttpHeaders(), request);
    }
    return answer(500, ErrorCode.INTERNAL_SERVER_ERROR, "The service failed.", new HttpHeaders(), request);
  }

  private static ResponseEntity<ODataError> answer(
      int status, ErrorCode code, String message, HttpHeaders headers, HttpServletRequest request) {
    return ResponseEntity.status(status)
        .headers(headers)
        .contentType(MediaType.APPLICATION_JSON)
        .body(body(code, message, request));
  }

  static ODataError body(ErrorCode code, String message, HttpServletRequest request) {
    var inner =
        new InnerError()
            .date(LocalDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss")))
            .requestId((UUID) request.getAttribute("request-id"))
            .clientRequestId((String) request.getAttribute("client-request-id"));
    return new ODataError()
        .error(new MainError().code(code).message(message).details(null).innerError(inner));
  }
}
