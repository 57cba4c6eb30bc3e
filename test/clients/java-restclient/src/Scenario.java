import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.ProfileStatusApi;
import org.openapitools.client.model.EducationSynchronizationProfileStatus;
import org.openapitools.client.model.EducationSynchronizationProfileStatusCollection;
import org.openapitools.client.model.EducationSynchronizationProfileStatusCreate;
import org.openapitools.client.model.EducationSynchronizationStatus;
import org.openapitools.client.model.ErrorCode;
import org.openapitools.client.model.MainError;
import org.openapitools.client.model.ODataError;
import org.springframework.web.client.RestClientResponseException;

/** Does with the generated client what its users do, and checks every answer. */
final class Scenario {
  private static final String TYPE = "#microsoft.graph.educationSynchronizationProfileStatus";

  private final String url;
  private final ProfileStatusApi api;

  private Scenario(String url) {
    this.url = url;
    this.api = new ProfileStatusApi(client(url));
  }

  public static void main(String[] args) {
    Scenario scenario = new Scenario(System.getenv("PROFILESTATUS_URL"));
    step("server-id", scenario::serverId);
    step("own-id", scenario::ownId);
    step("newest", scenario::newest);
    step("conflict", scenario::conflict);
    step("enum", scenario::unknownStatus);
    step("token", scenario::noToken);
    step("pages", scenario::pages);
    step("delete", scenario::delete);
    step("escape", scenario::escape);
  }

  private static ApiClient client(String url) {
    ApiClient client = new ApiClient().setBasePath(url);
    client.setBearerToken("any-token");
    return client;
  }

  private void serverId() {
    OffsetDateTime sent = OffsetDateTime.parse("2026-11-23T10:58:12.123456789+01:00");
    EducationSynchronizationProfileStatus created =
        api.createProfileStatus(
            "school-1",
            new EducationSynchronizationProfileStatusCreate()
                .status(EducationSynchronizationStatus.SUCCESS)
                .lastSynchronizationDateTime(sent));
    expect("an id was made", false, created.getId().isEmpty());
    expect("status", EducationSynchronizationStatus.SUCCESS, created.getStatus());
    expect("instant", sent.toInstant(), created.getLastSynchronizationDateTime().toInstant());
    expect("type", TYPE, created.getAtOdataType());
  }

  private void ownId() {
    // begin snippet
    ApiClient client = new ApiClient().setBasePath(url);
    client.setBearerToken("any-token");
    ProfileStatusApi api = new ProfileStatusApi(client);

    EducationSynchronizationProfileStatus created =
        api.createProfileStatus(
            "school-1",
            new EducationSynchronizationProfileStatusCreate()
                .id("run-1")
                .status(EducationSynchronizationStatus.QUARANTINED)
                .lastSynchronizationDateTime(OffsetDateTime.parse("2026-11-22T22:15:00Z")));
    // end snippet
    expect("id", "run-1", created.getId());
    expect("status", EducationSynchronizationStatus.QUARANTINED, created.getStatus());
  }

  private void newest() {
    expect(
        "newest",
        new EducationSynchronizationProfileStatus()
            .atOdataType(TYPE)
            .id("run-1")
            .status(EducationSynchronizationStatus.QUARANTINED)
            .lastSynchronizationDateTime(quarantined().getLastSynchronizationDateTime()),
        api.getProfileStatus("school-1"));
  }

  private void conflict() {
    RestClientResponseException exception =
        failure(() -> api.createProfileStatus("school-1", quarantined().id("run-1")));
    MainError error = refused(409, exception);
    expect("code", ErrorCode.CONFLICT, error.getCode());
    expect("there is a message", false, error.getMessage().isEmpty());
    String requestId = error.getInnerError().getRequestId().toString();
    expect("request-id", requestId, exception.getResponseHeaders().getFirst("request-id"));
  }

  /** No value of the enum is wrong, so the mapper is told to write another. */
  private void unknownStatus() {
    SimpleModule finished =
        new SimpleModule()
            .addSerializer(
                EducationSynchronizationStatus.class,
                new JsonSerializer<>() {
                  @Override
                  public void serialize(
                      EducationSynchronizationStatus status,
                      JsonGenerator json,
                      SerializerProvider provider)
                      throws IOException {
                    json.writeString("finished");
                  }
                });
    ObjectMapper mapper = ApiClient.createDefaultMapper(null).registerModule(finished);
    ApiClient client =
        new ApiClient(mapper, ApiClient.createDefaultDateFormat()).setBasePath(url);
    client.setBearerToken("any-token");
    ProfileStatusApi careless = new ProfileStatusApi(client);
    MainError error = refused(400, () -> careless.createProfileStatus("school-1", quarantined()));
    expect("code", ErrorCode.BAD_REQUEST, error.getCode());
    expect("details", List.of("enum /status"), places(error));
  }

  private void noToken() {
    ProfileStatusApi stranger = new ProfileStatusApi(new ApiClient().setBasePath(url));
    MainError error = refused(401, () -> stranger.getProfileStatus("school-1"));
    expect("code", ErrorCode.INVALID_AUTHENTICATION_TOKEN, error.getCode());
  }

  private void pages() {
    for (int i = 1; i <= 250; i++) {
      api.createProfileStatus("school-2", quarantined().id(String.format("e-%03d", i)));
    }
    List<Integer> sizes = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    String skipToken = null;
    do {
      EducationSynchronizationProfileStatusCollection page =
          api.listProfileStatusHistory("school-2", 100, skipToken);
      sizes.add(page.getValue().size());
      page.getValue().forEach(status -> ids.add(status.getId()));
      skipToken = skipToken(page.getAtOdataNextLink());
    } while (skipToken != null);
    expect("pages", List.of(100, 100, 50), sizes);
    List<String> want =
        IntStream.range(0, 250).mapToObj(i -> String.format("e-%03d", 250 - i)).toList();
    expect("ids", want, ids);
  }

  /** The client takes no link, only the token in it; the last page has none. */
  private static String skipToken(URI nextLink) {
    if (nextLink == null) {
      return null;
    }
    for (String parameter : nextLink.getQuery().split("&")) {
      if (parameter.startsWith("$skiptoken=")) {
        return parameter.substring("$skiptoken=".length());
      }
    }
    throw new AssertionError("no $skiptoken in " + nextLink);
  }

  private void delete() {
    api.deleteProfileStatus("school-1");
    MainError error = refused(404, () -> api.getProfileStatus("school-1"));
    expect("code", ErrorCode.RESOURCE_NOT_FOUND, error.getCode());
  }

  private void escape() {
    EducationSynchronizationProfileStatus created =
        api.createProfileStatus("~school.3", quarantined());
    expect("read back", created, api.getProfileStatus("~school.3"));
    MainError error = refused(400, () -> api.createProfileStatus("school 3/ä", quarantined()));
    expect("code", ErrorCode.BAD_REQUEST, error.getCode());
    expect("details", List.of("pattern path/educationSynchronizationProfileId"), places(error));
  }

  private static EducationSynchronizationProfileStatusCreate quarantined() {
    return new EducationSynchronizationProfileStatusCreate()
        .status(EducationSynchronizationStatus.QUARANTINED)
        .lastSynchronizationDateTime(OffsetDateTime.parse("2026-11-22T22:15:00Z"));
  }

  private static void step(String name, Runnable call) {
    try {
      call.run();
    } catch (RestClientResponseException | AssertionError e) {
      System.err.println(name + ": " + e);
      System.exit(1);
    }
    System.out.println("ok - " + name);
  }

  private static RestClientResponseException failure(Runnable call) {
    try {
      call.run();
    } catch (RestClientResponseException e) {
      return e;
    }
    throw new AssertionError("expected an error, found a success");
  }

  private static MainError refused(int status, Runnable call) {
    return refused(status, failure(call));
  }

  /** The exception reads its body as a model, or answers null where there is none. */
  private static MainError refused(int status, RestClientResponseException exception) {
    expect("HTTP status", status, exception.getStatusCode().value());
    return exception.getResponseBodyAs(ODataError.class).getError();
  }

  private static List<String> places(MainError error) {
    return error.getDetails().stream().map(d -> d.getCode() + " " + d.getTarget()).toList();
  }

  private static void expect(String what, Object want, Object got) {
    if (!want.equals(got)) {
      throw new AssertionError(what + ": expected " + want + ", found " + got);
    }
  }
}
