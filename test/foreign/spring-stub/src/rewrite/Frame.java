package rewrite;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.openapitools.model.ErrorCode;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** What every answer has, and the look at the token. */
@Component
class Frame extends OncePerRequestFilter {
  private final ObjectMapper json;

  Frame(ObjectMapper json) {
    this.json = json;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    UUID id = UUID.randomUUID();
    String sent = request.getHeader("client-request-id");
    String client = sent != null && sent.matches("[ -~]{1,128}") ? sent : id.toString();
    request.setAttribute("request-id", id);
    request.setAttribute("client-request-id", client);
    response.setHeader("request-id", id.toString());
    response.setHeader("client-request-id", client);
    response.setHeader("Cache-Control", "no-store");
    String token = request.getHeader("Authorization");
    if (token == null || !token.regionMatches(true, 0, "Bearer ", 0, 7) || token.isBlank()) {
      response.setStatus(401);
      response.setHeader("WWW-Authenticate", "Bearer realm=\"rewrite\"");
      response.setContentType("application/json");
      json.writeValue(
          response.getOutputStream(),
          Errors.body(ErrorCode.INVALID_AUTHENTICATION_TOKEN, "There is no bearer token.", request));
      return;
    }
    chain.doFilter(request, response);
  }
}
