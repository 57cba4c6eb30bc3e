import java.net.URI
import java.time.OffsetDateTime
import kotlin.system.exitProcess
import okhttp3.HttpUrl.Companion.toHttpUrl
import org.openapitools.client.apis.ProfileStatusApi
import org.openapitools.client.infrastructure.ApiResponse
import org.openapitools.client.infrastructure.ClientError
import org.openapitools.client.infrastructure.ClientException
import org.openapitools.client.infrastructure.RequestConfig
import org.openapitools.client.infrastructure.Serializer
import org.openapitools.client.models.EducationSynchronizationProfileStatus
import org.openapitools.client.models.EducationSynchronizationProfileStatusCreate
import org.openapitools.client.models.EducationSynchronizationStatus
import org.openapitools.client.models.ErrorCode
import org.openapitools.client.models.MainError
import org.openapitools.client.models.ODataError

/** Does with the generated client what its users do, and checks every answer. */
fun main() {
    val url = System.getenv("PROFILESTATUS_URL")
    val api = ProfileStatusApi(url).apply { accessTokenProvider = { "any-token" } }
    step("server-id") { serverId(api) }
    step("own-id") { ownId(url) }
    step("newest") { newest(api) }
    step("conflict") { conflict(api) }
    step("enum") { unknownStatus(url) }
    step("token") { noToken(url) }
    step("pages") { pages(api) }
    step("delete") { delete(api) }
    step("escape") { escape(api) }
}

private const val type = "#microsoft.graph.educationSynchronizationProfileStatus"

private val yesterday = OffsetDateTime.parse("2026-11-22T22:15:00Z")

private fun quarantined(id: String? = null) =
    EducationSynchronizationProfileStatusCreate(EducationSynchronizationStatus.quarantined, yesterday, id = id)

private fun serverId(api: ProfileStatusApi) {
    val sent = OffsetDateTime.parse("2026-11-23T10:58:12.123456789+01:00")
    val created = api.createProfileStatus(
        "school-1",
        EducationSynchronizationProfileStatusCreate(EducationSynchronizationStatus.success, sent),
    )
    expect("an id was made", true, created.id.isNotEmpty())
    expect("status", EducationSynchronizationStatus.success, created.status)
    expect("instant", sent.toInstant(), created.lastSynchronizationDateTime.toInstant())
    expect("type", type, created.atOdataType)
}

private fun ownId(url: String) {
    // begin snippet
    val api = ProfileStatusApi(url).apply { accessTokenProvider = { "any-token" } }
    val created = api.createProfileStatus(
        "school-1",
        EducationSynchronizationProfileStatusCreate(
            status = EducationSynchronizationStatus.quarantined,
            lastSynchronizationDateTime = OffsetDateTime.parse("2026-11-22T22:15:00Z"),
            id = "run-1",
        ),
    )
    // end snippet
    expect("id", "run-1", created.id)
    expect("status", EducationSynchronizationStatus.quarantined, created.status)
}

private fun newest(api: ProfileStatusApi) {
    val want = EducationSynchronizationProfileStatus(
        atOdataType = type,
        id = "run-1",
        status = EducationSynchronizationStatus.quarantined,
        lastSynchronizationDateTime = yesterday,
    )
    expect("newest", want, api.getProfileStatus("school-1"))
}

private fun conflict(api: ProfileStatusApi) {
    val answer = failure(409) { api.createProfileStatus("school-1", quarantined("run-1")) }
    val error = answer.error()
    expect("code", ErrorCode.Conflict, error.code)
    expect("there is a message", true, error.message.isNotEmpty())
    expect("request-id", answer.headers["request-id"], listOf(error.innerError.requestId.toString()))
}

/** No value of the enum is wrong, so this sends a map and not the model. */
private class CarelessApi(url: String) : ProfileStatusApi(url) {
    fun create(profile: String, body: Map<String, String>): ApiResponse<EducationSynchronizationProfileStatus?> {
        val typed = createProfileStatusRequestConfig(profile, quarantined())
        return request(
            RequestConfig(typed.method, typed.path, typed.headers, requiresAuthentication = true, body = body),
        )
    }
}

private fun unknownStatus(url: String) {
    val api = CarelessApi(url).apply { accessTokenProvider = { "any-token" } }
    val body = mapOf("status" to "finished", "lastSynchronizationDateTime" to "2026-11-22T22:15:00Z")
    val answer = api.create("school-1", body)
    expect("HTTP status", 400, answer.statusCode)
    val error = (answer as ClientError<*>).error()
    expect("code", ErrorCode.BadRequest, error.code)
    expect("details", listOf("enum /status"), places(error))
}

private fun noToken(url: String) {
    val error = refused(401) { ProfileStatusApi(url).getProfileStatus("school-1") }
    expect("code", ErrorCode.InvalidAuthenticationToken, error.code)
}

private fun pages(api: ProfileStatusApi) {
    val created = (1..250).map { "e-%03d".format(it) }
    created.forEach { api.createProfileStatus("school-2", quarantined(it)) }
    val pages = generateSequence(api.listProfileStatusHistory("school-2", 100)) { page ->
        page.atOdataNextLink?.let { api.listProfileStatusHistory("school-2", 100, skipToken(it)) }
    }.map { page -> page.value.map { it.id } }.toList()
    expect("pages", listOf(100, 100, 50), pages.map { it.size })
    expect("ids", created.reversed(), pages.flatten())
}

/** The client takes no link, only the token in it. */
private fun skipToken(nextLink: URI) =
    nextLink.toString().toHttpUrl().queryParameter("\$skiptoken") ?: error("no \$skiptoken in $nextLink")

private fun delete(api: ProfileStatusApi) {
    api.deleteProfileStatus("school-1")
    val error = refused(404) { api.getProfileStatus("school-1") }
    expect("code", ErrorCode.ResourceNotFound, error.code)
}

private fun escape(api: ProfileStatusApi) {
    val created = api.createProfileStatus("~school.3", quarantined())
    expect("read back", created, api.getProfileStatus("~school.3"))
    val error = refused(400) { api.createProfileStatus("school 3/ä", quarantined()) }
    expect("code", ErrorCode.BadRequest, error.code)
    expect("details", listOf("pattern path/educationSynchronizationProfileId"), places(error))
}

/** The client keeps the body as text; the model is read from it by hand. */
private fun ClientError<*>.error(): MainError =
    Serializer.moshi.adapter(ODataError::class.java).fromJson(body as String)!!.error

private fun failure(status: Int, call: () -> Unit): ClientError<*> {
    try {
        call()
    } catch (e: ClientException) {
        expect("HTTP status", status, e.statusCode)
        return e.response as ClientError<*>
    }
    error("expected HTTP status $status, found a success")
}

private fun refused(status: Int, call: () -> Unit) = failure(status, call).error()

private fun places(error: MainError) = error.details.orEmpty().map { "${it.code} ${it.target}" }

private fun expect(what: String, want: Any?, got: Any?) {
    check(want == got) { "$what: expected $want, found $got" }
}

private fun step(name: String, body: () -> Unit) {
    try {
        body()
    } catch (e: Exception) {
        System.err.println("$name: $e")
        exitProcess(1)
    }
    println("ok - $name")
}
