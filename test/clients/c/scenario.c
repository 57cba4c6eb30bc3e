/* Does with the generated client what its users do, and checks every answer. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/ProfileStatusAPI.h"

#define TYPE "#microsoft.graph.educationSynchronizationProfileStatus"

typedef education_synchronization_profile_status_create_t status_create;
typedef education_synchronization_profile_status_t status;
typedef education_synchronization_profile_status_collection_t status_page;

static void expect(bool holds, const char *format, ...) {
    if (holds) {
        return;
    }
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

static void expect_text(const char *what, const char *want, const char *got) {
    expect(got != NULL && strcmp(want, got) == 0, "%s: expected %s, found %s", what, want, got == NULL ? "nothing" : got);
}

/* The client parses the body of a success only and frees any other, so what is
   received is copied meanwhile. */
static char *received;

static void keep(void **data, long *length) {
    free(received);
    received = strndup(*data, (size_t)*length);
}

static apiClient_t *client_of(const char *url, const char *token) {
    apiClient_t *client = apiClient_create_with_base_path(url, NULL);
    client->data_callback_func = keep;
    client->accessToken = token == NULL ? NULL : strdup(token);
    return client;
}

/* Reads the last answer as the error that the document has for its status. */
static o_data_error_t *refused(apiClient_t *client, long status, profilestatus_error_code__e code) {
    expect(client->response_code == status, "expected %ld, found %ld: %s", status, client->response_code, received);
    cJSON *json = cJSON_Parse(received);
    o_data_error_t *error = o_data_error_parseFromJSON(json);
    cJSON_Delete(json);
    expect(error != NULL, "not an ODataError: %s", received);
    expect(error->error->code == code, "expected code %d, found %d", code, error->error->code);
    expect(error->error->message[0] != '\0' && error->error->inner_error->request_id[0] != '\0', "an empty message or request-id");
    return error;
}

static void expect_place(o_data_error_t *error, const char *code, const char *target) {
    expect(error->error->details != NULL && error->error->details->count == 1, "expected one violation: %s", received);
    error_details_t *details = error->error->details->firstEntry->data;
    expect_text("code", code, details->code);
    expect_text("target", target, details->target);
}

static void create(apiClient_t *client, char *profile, char *id) {
    status_create run = {.id = id, .status = profilestatus_education_synchronization_status__quarantined, .last_synchronization_date_time = "2026-11-22T22:15:00Z"};
    education_synchronization_profile_status_free(ProfileStatusAPI_createProfileStatus(client, profile, &run));
}

/* begin snippet */
/* The generator writes an enum with a name as an object. This is linked instead. */
cJSON *education_synchronization_status_convertToJSON(profilestatus_education_synchronization_status__e value) {
    return cJSON_CreateString(education_synchronization_status_education_synchronization_status_ToString(value));
}

static education_synchronization_profile_status_t *server_id(const char *url) {
    apiClient_t *client = apiClient_create_with_base_path(url, NULL);
    client->accessToken = strdup("any-token");
    education_synchronization_profile_status_create_t run = {
        .status = profilestatus_education_synchronization_status__success,
        .last_synchronization_date_time = "2026-11-23T10:58:12.123456789+01:00",
    };
    education_synchronization_profile_status_t *created =
        ProfileStatusAPI_createProfileStatus(client, "school-1", &run);
    if (client->response_code != 201) {
        fprintf(stderr, "not created: %ld\n", client->response_code);
        exit(1);
    }
    /* end snippet */
    apiClient_free(client);
    return created;
}

static void writes(apiClient_t *client, const char *url) {
    status *created = server_id(url);
    expect(created->id[0] != '\0', "an empty id");
    expect_text("type", TYPE, created->odata_type);
    expect_text("instant", "2026-11-23T09:58:12.123456789Z", created->last_synchronization_date_time);
    expect(created->status == profilestatus_education_synchronization_status__success, "status %d", created->status);
    education_synchronization_profile_status_free(created);
    puts("ok - server-id");

    create(client, "school-1", "run-1");
    expect(client->response_code == 201, "expected 201, found %ld", client->response_code);
    puts("ok - own-id");

    status *newest = ProfileStatusAPI_getProfileStatus(client, "school-1");
    expect_text("id", "run-1", newest->id);
    expect_text("type", TYPE, newest->odata_type);
    expect_text("instant", "2026-11-22T22:15:00Z", newest->last_synchronization_date_time);
    expect(newest->status == profilestatus_education_synchronization_status__quarantined, "status %d", newest->status);
    education_synchronization_profile_status_free(newest);
    puts("ok - newest");
}

static void refusals(apiClient_t *client, const char *url) {
    create(client, "school-1", "run-1");
    o_data_error_free(refused(client, 409, profilestatus_error_code__Conflict));
    puts("ok - conflict");

    /* The models write no value that they do not know, so this goes below them. */
    list_t *accept = list_createList(), *content = list_createList();
    list_addElement(accept, "application/json");
    list_addElement(content, "application/json");
    const char *finished = "{\"status\":\"finished\",\"lastSynchronizationDateTime\":\"2026-11-22T22:15:00Z\"}";
    apiClient_invoke(client, "/education/synchronizationProfiles/school-1/profileStatus", NULL, NULL, NULL, accept, content, finished, strlen(finished), "POST");
    list_freeList(accept);
    list_freeList(content);
    free(client->dataReceived);
    client->dataReceived = NULL;
    client->dataReceivedLen = 0;
    o_data_error_t *invalid = refused(client, 400, profilestatus_error_code__BadRequest);
    expect_place(invalid, "enum", "/status");
    o_data_error_free(invalid);
    puts("ok - enum");

    apiClient_t *anonymous = client_of(url, NULL);
    ProfileStatusAPI_getProfileStatus(anonymous, "school-1");
    o_data_error_free(refused(anonymous, 401, profilestatus_error_code__InvalidAuthenticationToken));
    apiClient_free(anonymous);
    puts("ok - token");
}

/* The client takes no link, only the token in it; the last page has none. */
static char *skip_token(const char *link) {
    if (link == NULL) {
        return NULL;
    }
    const char *name = "skiptoken=", *found = strstr(link, name);
    expect(found != NULL, "no $skiptoken in %s", link);
    found += strlen(name);
    return strndup(found, strcspn(found, "&"));
}

static void pages(apiClient_t *client) {
    char id[] = "e-000";
    for (int i = 1; i <= 250; i++) {
        snprintf(id, sizeof id, "e-%03d", i);
        create(client, "school-2", id);
        expect(client->response_code == 201, "expected 201, found %ld", client->response_code);
    }
    int top = 100, left = 250;
    char *token = NULL;
    do {
        status_page *page = ProfileStatusAPI_listProfileStatusHistory(client, "school-2", &top, token);
        expect(page->value->count == (left < top ? left : top), "a page of %ld, with %d left", page->value->count, left);
        for (listEntry_t *entry = page->value->firstEntry; entry != NULL; entry = entry->nextListEntry) {
            snprintf(id, sizeof id, "e-%03d", left--);
            expect_text("id", id, ((status *)entry->data)->id);
        }
        free(token);
        token = skip_token(page->odata_next_link);
        education_synchronization_profile_status_collection_free(page);
    } while (token != NULL);
    expect(left == 0, "%d statuses are missing", left);
    puts("ok - pages");
}

static void last_steps(apiClient_t *client) {
    ProfileStatusAPI_deleteProfileStatus(client, "school-1");
    expect(client->response_code == 204, "expected 204, found %ld", client->response_code);
    ProfileStatusAPI_getProfileStatus(client, "school-1");
    o_data_error_free(refused(client, 404, profilestatus_error_code__ResourceNotFound));
    puts("ok - delete");

    create(client, "~school.3", "run-1");
    status *back = ProfileStatusAPI_getProfileStatus(client, "~school.3");
    expect_text("id", "run-1", back->id);
    education_synchronization_profile_status_free(back);
    /* The client puts an id into the path as it stands. */
    char *escaped = curl_easy_escape(NULL, "school 3/\xc3\xa4", 0);
    create(client, escaped, "run-1");
    curl_free(escaped);
    o_data_error_t *pattern = refused(client, 400, profilestatus_error_code__BadRequest);
    expect_place(pattern, "pattern", "path/educationSynchronizationProfileId");
    o_data_error_free(pattern);
    puts("ok - escape");
}

int main(void) {
    const char *url = getenv("PROFILESTATUS_URL");
    expect(url != NULL, "PROFILESTATUS_URL is not set");
    apiClient_setupGlobalEnv();
    apiClient_t *client = client_of(url, "any-token");
    writes(client, url);
    refusals(client, url);
    pages(client);
    last_steps(client);
    apiClient_free(client);
    apiClient_unsetupGlobalEnv();
    free(received);
    return 0;
}
