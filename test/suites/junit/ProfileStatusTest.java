import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class ProfileStatusTest {
    static final HttpClient HTTP = HttpClient.newHttpClient();
    static String service; // the base URL of the service that runs, or of one that is started
    static Process process;
    String tenant; // the URL of a tenant of this test alone

    @BeforeAll
    static void startService() throws IOException {
        service = System.getenv("PROFILESTATUS_URL");
        if (service == null) {
            process = new ProcessBuilder("profilestatus", "serve", "--addr", "127.0.0.1:0",
                "--store", "memory", "--test-powers", "--log-level", "error").redirectError(Redirect.INHERIT).start();
            service = process.inputReader().readLine();
        }
    }

    @AfterAll
    static void stopService() {
        if (process != null) {
            process.destroy();
        }
    }

    @BeforeEach
    void takeTenant(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        tenant = service.replaceFirst("/beta$", "") + "/tenants/" + name + "-" + UUID.randomUUID().toString().substring(0, 13);
    }

    /** The test fails if its client broke the contract. */
    @AfterEach
    void assertContract() throws Exception {
        HttpResponse<String> kept = send("GET", tenant + "/__contract/assert?side=request", null);
        send("DELETE", tenant + "/__mock/tenant", null);
        assertEquals(200, kept.statusCode(), kept.body());
    }

    static HttpResponse<String> send(String method, String url, String json) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer any-token");
        if (json == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.method(method, BodyPublishers.ofString(json)).header("Content-Type", "application/json");
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** The client under test: when it is throttled it waits as long as it was told. */
    static HttpResponse<String> create(String baseUrl, String profile, String status) throws Exception {
        String url = baseUrl + "/education/synchronizationProfiles/" + profile + "/profileStatus";
        String json = "{\"status\":\"" + status + "\",\"lastSynchronizationDateTime\":\"2026-11-23T09:58:12Z\"}";
        HttpResponse<String> response = send("POST", url, json);
        for (int tries = 1; response.statusCode() == 429 && tries < 3; tries++) {
            Thread.sleep(1000L * Integer.parseInt(response.headers().firstValue("Retry-After").orElseThrow()));
            response = send("POST", url, json);
        }
        return response;
    }

    @Test
    void throttled() throws Exception {
        String rule = """
            {"match": {"operations": ["createProfileStatus"]}, "times": 1, "answer": {"status": 429, "retryAfter": 1}}""";
        assertEquals(201, send("POST", tenant + "/__mock/rules", rule).statusCode());

        HttpResponse<String> created = create(tenant + "/beta", "school-1", "success");

        assertEquals(201, created.statusCode(), created.body());
        String rules = send("GET", tenant + "/__mock/rules", null).body();
        assertTrue(rules.contains("\"fired\":1"), rules);
    }

    @Test
    void runEnds() throws Exception {
        send("PUT", tenant + "/__mock/scenario", "{\"becomes\": \"success\", \"afterSeconds\": 300}");
        create(tenant + "/beta", "school-1", "inProgress");
        send("POST", tenant + "/__mock/clock/advance", "{\"seconds\": 301}");

        String newest = send("GET", tenant + "/beta/education/synchronizationProfiles/school-1/profileStatus", null).body();
        assertTrue(newest.contains("\"status\":\"success\""), newest);
    }
}
