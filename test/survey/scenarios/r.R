suppressMessages({library(R6); library(jsonlite); library(httr); library(httr2)})
for (file in Sys.glob("R/*.R")) source(file)
client <- ApiClient$new(base_path = Sys.getenv("PROFILESTATUS_URL"))
client$bearer_token <- "any-token"
api <- ProfileStatusApi$new(client)
create <- function(id) {
  body <- EducationSynchronizationProfileStatusCreate$new(
    status = EducationSynchronizationStatus$new("success"),
    lastSynchronizationDateTime = "2026-11-23T10:58:12Z", id = id)
  api$CreateProfileStatusWithHttpInfo("school-1", body)
}
create("e-1")
create("e-2")
answer <- tryCatch(create("e-1"), error = function(e) e)
content <- tryCatch(answer$ApiException$error_object, error = function(e) NULL)
if (is.null(content)) content <- answer$content
if (inherits(content, "ODataError") && content$error$code$toString() == "\"Conflict\"") cat("ok - conflict\n")
page <- api$ListProfileStatusHistory("school-1", top = 1)
token <- sub(".*skiptoken=([^&]+).*", "\\1", page$`@odata.nextLink`)
api$ListProfileStatusHistory("school-1", top = 1, skiptoken = token)
