package spec_test

// Places in the document that rows change.
const (
	profile    = "/paths/~1education~1synchronizationProfiles~1{educationSynchronizationProfileId}~1profileStatus"
	history    = profile + "History"
	create     = profile + "/post"
	newest     = profile + "/get"
	list       = history + "/get"
	components = "/components"
	sent       = components + "/schemas/EducationSynchronizationProfileStatusCreate"
	answered   = components + "/schemas/EducationSynchronizationProfileStatus"
	page       = components + "/schemas/EducationSynchronizationProfileStatusCollection"
	inner      = components + "/schemas/InnerError"
	details    = components + "/schemas/ErrorDetails"
	top        = components + "/parameters/Top"
	retryAfter = components + "/headers/RetryAfter"
	jsonOf     = "/content/application~1json"
)

// A rule is a row of the table in docs/versioning.md.
type rule struct {
	change string
	given  edit // what the document needs before the change can be shown, or nil
	edit   edit
	want   bump
	reason string
}

// A section of the table.
type section struct {
	title string
	rules []rule
}

// order gives the list an optional parameter with an enum that is only sent.
var order = set(list+"/parameters/-", `{name: $orderby, in: query, required: false, schema: {type: string, enum: [asc, desc]}}`)

var sections = []section{{
	title: "What a client sends",
	rules: []rule{{
		"a new optional property", nil,
		set(sent+"/properties/comment", "{type: string, maxLength: 64}"), minor,
		"nobody has to send it",
	}, {
		"a new required property", nil,
		edits(set(sent+"/properties/comment", "{type: string, maxLength: 64}"), set(sent+"/required/-", "comment")), major,
		"what was right is refused",
	}, {
		"a property is taken away", nil,
		remove(sent + "/properties/id"), major,
		"objects take no unknown properties, so who sends it is refused",
	}, {
		"an optional property becomes required", nil,
		set(sent+"/required/-", "id"), major,
		"what was right is refused",
	}, {
		"a required property becomes optional", nil,
		remove(sent + "/required/1"), major,
		"the wire takes it, but the kind of a type changes in clients: a value becomes a pointer or an `Optional`",
	}, {
		"a narrower length or range", nil,
		set(sent+"/properties/id/maxLength", "64"), major,
		"what was right is refused",
	}, {
		"a wider length or range", nil,
		set(sent+"/properties/id/maxLength", "256"), minor,
		"more is right than before",
	}, {
		"another pattern", nil,
		set(sent+"/properties/id/pattern", "'^[A-Za-z0-9_~.-]{1,128}$'"), major,
		"nothing can tell whether it takes all that the old one took",
	}, {
		"a pattern is taken away", nil,
		remove(sent + "/properties/id/pattern"), minor,
		"more is right than before",
	}, {
		"a new pattern", nil,
		set(sent+"/properties/lastSynchronizationDateTime/pattern", "Z$"), major,
		"what was right is refused",
	}, {
		"a new member of an enum that is only sent", order,
		set(list+"/parameters/2/schema/enum/-", "newest"), minor,
		"more is right than before",
	}, {
		"a member of an enum is taken away", nil,
		remove(components + "/schemas/EducationSynchronizationStatus/enum/6"), major,
		"what was right is refused, and the constant is gone from clients",
	}, {
		"`null` is allowed", nil,
		set(sent+"/properties/id/nullable", "true"), major,
		"the wire takes it, but the kind of a type changes in clients",
	}, {
		"unknown properties are allowed", nil,
		set(sent+"/additionalProperties", "true"), major,
		"clients get a map for the rest, and slips of the pen are no longer found",
	}, {
		"another type", nil,
		set(top+"/schema/type", "number"), major,
		"the kind of a type changes in clients, even where the wire takes the same",
	}, {
		"another format", nil,
		set(top+"/schema/format", "int64"), major,
		"the kind of a type changes in clients",
	}, {
		"a new format", nil,
		set(sent+"/properties/id/format", "uuid"), major,
		"what was right is refused, and the kind of a type changes in clients",
	}, {
		"another default", nil,
		set(top+"/schema/default", "50"), major,
		"the same request gets another answer",
	}, {
		"the body becomes optional", nil,
		set(components+"/requestBodies/CreateProfileStatus/required", "false"), major,
		"the wire takes it, but the kind of a type changes in clients",
	}, {
		"a new media type", nil,
		set(components+"/requestBodies/CreateProfileStatus/content/application~1cbor", "{schema: {$ref: '#/components/schemas/EducationSynchronizationProfileStatusCreate'}}"), major,
		"the wire takes it, but generators name the body or the method after its media type as soon as there are two",
	}, {
		"a media type is taken away", nil,
		edits(set(components+"/requestBodies/CreateProfileStatus/content/application~1cbor", "{}"), remove(components+"/requestBodies/CreateProfileStatus"+jsonOf)), major,
		"what was right is refused",
	}, {
		"a new optional parameter, behind the others", nil,
		order, minor,
		"nobody has to send it",
	}, {
		"a new optional parameter, before others", nil,
		edits(order, reverse(list+"/parameters")), major,
		"clients take arguments by their place",
	}, {
		"a new required parameter", nil,
		edits(order, set(list+"/parameters/2/required", "true")), major,
		"what was right is refused",
	}, {
		"a parameter is taken away", order,
		remove(list + "/parameters/2"), major,
		"it is refused or ignored, and the argument is gone from clients",
	}, {
		"a parameter gets another name", nil,
		set(top+"/name", "$first"), major,
		"the old name is no longer read",
	}, {
		"an optional parameter becomes required", nil,
		set(top+"/required", "true"), major,
		"what was right is refused",
	}, {
		"no token is asked for", nil,
		set(newest+"/security", "[]"), major,
		"the wire takes it, but clients lose the way to set a token for this call",
	}, {
		"another hint at the form of the token (`bearerFormat`)", nil,
		set(components+"/securitySchemes/bearer/bearerFormat", "opaque"), minor,
		"it is only a hint, but whoever makes tokens reads it",
	}, {
		"another permission of the token", nil,
		set(newest+"/security", "[{bearer: [EduAdministration.Read.All]}]"), major,
		"what was right is refused",
	}},
}, {
	title: "What a client gets",
	rules: []rule{{
		"a new property", nil,
		set(answered+"/properties/comment", "{type: string, maxLength: 64}"), major,
		"objects have no unknown properties (`additionalProperties: false`), so strict clients refuse it",
	}, {
		"a required property is taken away", nil,
		edits(remove(inner+"/properties/date"), remove(inner+"/required/0")), major,
		"clients wait for it",
	}, {
		"an optional property is taken away", nil,
		remove(page + "/properties/@odata.nextLink"), major,
		"the field is gone from clients, and with it what they do when it is there",
	}, {
		"a required property becomes optional", nil,
		remove(inner + "/required/0"), major,
		"clients wait for it",
	}, {
		"an optional property becomes required", nil,
		set(page+"/required/-", "'@odata.nextLink'"), major,
		"the wire promises more, but the kind of a type changes in clients",
	}, {
		"a new member of an enum", nil,
		set(components+"/schemas/ErrorCode/enum/-", "Gone"), major,
		"clients have a closed set of constants",
	}, {
		"a member of an enum is taken away", nil,
		remove(components + "/schemas/ErrorCode/enum/10"), major,
		"the wire promises more, but the constant is gone from clients",
	}, {
		"a wider length or range", nil,
		set(details+"/properties/message/maxLength", "2048"), major,
		"a column or a buffer of the client may be too small",
	}, {
		"a narrower length or range", nil,
		set(details+"/properties/message/maxLength", "512"), minor,
		"it promises more",
	}, {
		"another pattern", nil,
		set(details+"/properties/code/pattern", "'^[A-Z]+$'"), major,
		"nothing can tell whether the old one takes all that the new one takes",
	}, {
		"a pattern is taken away", nil,
		remove(details + "/properties/code/pattern"), major,
		"clients meet what they never met",
	}, {
		"a new pattern", nil,
		set(answered+"/properties/lastSynchronizationDateTime/pattern", "Z$"), minor,
		"it promises more",
	}, {
		"`null` is possible", nil,
		set(answered+"/properties/id/nullable", "true"), major,
		"clients meet what they never met",
	}, {
		"unknown properties are possible", nil,
		set(answered+"/additionalProperties", "true"), major,
		"strict clients refuse them",
	}, {
		"another type", nil,
		set(answered+"/properties/id/type", "integer"), major,
		"the kind of a type changes in clients",
	}, {
		"another format", nil,
		set(answered+"/properties/lastSynchronizationDateTime/format", "date"), major,
		"the kind of a type changes in clients",
	}, {
		"a new format", nil,
		set(inner+"/properties/date/format", "date-time"), major,
		"the kind of a type changes in clients",
	}, {
		"a new status of success", nil,
		set(create+"/responses/202", "{description: Not yet stored.}"), major,
		"clients know the old one only",
	}, {
		"a status of success is taken away", nil,
		edits(set(create+"/responses/200", "{description: Stored.}"), remove(create+"/responses/201")), major,
		"clients wait for it",
	}, {
		"a new status of error, with the usual body and code", nil,
		set(newest+"/responses/410", "{$ref: '#/components/responses/NotFound'}"), minor,
		"clients must treat an unknown status as the x00 of its class (RFC 9110 section 15)",
	}, {
		"a status of error is taken away", nil,
		remove(create + "/responses/409"), major,
		"clients lose its type and do not compile where they catch it",
	}, {
		"a new header", nil,
		set(components+"/responses/Created/headers/ETag", "{required: true, schema: {type: string}}"), minor,
		"clients ignore headers that they do not know",
	}, {
		"a header is taken away", nil,
		remove(components + "/responses/Created/headers/Location"), major,
		"clients wait for it",
	}, {
		"a header becomes optional", nil,
		set(retryAfter+"/required", "false"), major,
		"clients wait for it",
	}, {
		"a wider range of a header", nil,
		set(retryAfter+"/schema/maximum", "7200"), major,
		"clients meet what they never met",
	}, {
		"a new media type", nil,
		set(components+"/responses/ProfileStatus/content/application~1cbor", "{schema: {$ref: '#/components/schemas/EducationSynchronizationProfileStatus'}}"), major,
		"a client that takes `*/*` may get it",
	}, {
		"a media type is taken away", nil,
		edits(set(components+"/responses/ProfileStatus/content/application~1cbor", "{}"), remove(components+"/responses/ProfileStatus"+jsonOf)), major,
		"clients ask for it",
	}},
}, {
	title: "Operations",
	rules: []rule{{
		"a new path", nil,
		set("/paths/~1education~1new", "{get: {operationId: getNew, responses: {'204': {description: Nothing.}}}}"), minor,
		"nobody has to call it",
	}, {
		"a new operation of a path", nil,
		set(profile+"/patch", "{operationId: patchProfileStatus, responses: {'204': {description: Done.}}}"), minor,
		"nobody has to call it",
	}, {
		"an operation is taken away", nil,
		remove(profile + "/delete"), major,
		"clients call it",
	}, {
		"an operation is taken away that was deprecated", set(profile+"/delete/deprecated", "true"),
		remove(profile + "/delete"), major,
		"a warning does not make it harmless",
	}, {
		"a path gets another address", nil,
		move(history, "/education/history/{educationSynchronizationProfileId}"), major,
		"clients call the old one",
	}, {
		"another base path", nil,
		set("/servers/0/url", "/v1.0"), major,
		"clients call the old one",
	}, {
		"an operation is deprecated", nil,
		set(profile+"/delete/deprecated", "true"), minor,
		"it goes on as before; who compiles a client is told",
	}, {
		"an operation is no longer deprecated", set(profile+"/delete/deprecated", "true"),
		remove(profile + "/delete/deprecated"), minor,
		"it goes on as before",
	}},
}, {
	title: "Names and places that only generated clients see",
	rules: []rule{{
		"another `operationId`", nil,
		set(newest+"/operationId", "getNewestProfileStatus"), major,
		"it is the name of a method",
	}, {
		"another tag of an operation", nil,
		set(newest+"/tags/0", "history"), major,
		"it is the name of a class or a module",
	}, {
		"a second tag of an operation", nil,
		set(newest+"/tags/-", "history"), major,
		"some generators then make the method twice, in two classes",
	}, {
		"a schema gets another name", nil,
		rename("schemas", "MainError", "ErrorBody"), major,
		"it is the name of a type",
	}, {
		"a parameter gets another component name", nil,
		rename("parameters", "SkipToken", "Continuation"), major,
		"it is the name of a type",
	}, {
		"a request body gets another component name", nil,
		rename("requestBodies", "CreateProfileStatus", "NewStatus"), major,
		"it is the name of a type",
	}, {
		"a response gets another component name", nil,
		rename("responses", "Conflict", "AlreadyThere"), major,
		"it is the name of a type",
	}, {
		"a header gets another component name", nil,
		rename("headers", "RetryAfter", "Wait"), major,
		"it may be the name of a type",
	}, {
		"the security scheme gets another name", nil,
		edits(move(components+"/securitySchemes/bearer", "token"), set("/security/0", "{token: []}")), major,
		"clients set the token under this name",
	}, {
		"a parameter in the path gets another name", nil,
		edits(replace("{educationSynchronizationProfileId}", "{profileId}"), set(components+"/parameters/EducationSynchronizationProfileId/name", "profileId")), major,
		"it is the name of an argument, although the wire stays as it is",
	}, {
		"parameters in another order", nil,
		reverse(list + "/parameters"), major,
		"clients take arguments by their place",
	}, {
		"a schema moves to where it is used", nil,
		set(page+"/properties/value/items", "{type: object, additionalProperties: false, properties: {id: {type: string}}}"), major,
		"the type gets another name",
	}, {
		"a schema moves to the components", nil,
		edits(set(components+"/schemas/Value", "{type: string, minLength: 1, maxLength: 64, pattern: '^[A-Za-z][A-Za-z0-9-]*$'}"), set(details+"/properties/code", "{$ref: '#/components/schemas/Value'}")), major,
		"a plain type becomes a named one",
	}, {
		"the members of an enum in another order", nil,
		reverse(components + "/schemas/ErrorCode/enum"), major,
		"some clients number them",
	}, {
		"other names of an enum's members", nil,
		set(components+"/schemas/EducationSynchronizationProfileStatusType/x-enum-varnames/0", "Status"), major,
		"they are the names of constants",
	}, {
		"a new component that nothing uses", nil,
		set(components+"/schemas/Unused", "{type: object, properties: {id: {type: string}}}"), minor,
		"clients get one more type",
	}, {
		"another title of the document", nil,
		set("/info/title", "Profile status"), major,
		"some generators name the package after it",
	}, {
		"another version of OpenAPI", nil,
		replace("openapi: 3.0.3", "openapi: 3.1.0"), major,
		"generators read it otherwise, or not at all",
	}},
}, {
	title: "Neither",
	rules: []rule{{
		"a description or a summary", nil,
		edits(set(create+"/summary", "Create a status"), set(inner+"/description", "For the log."), set("/tags/0/description", "States.")), patch,
		"only a reader sees it",
	}, {
		"an example", nil,
		edits(set(top+"/example", "3"), remove(components+"/requestBodies/CreateProfileStatus"+jsonOf+"/examples/ownId")), patch,
		"only a reader sees it; the tests see that it is right",
	}, {
		"contact and license", nil,
		set("/info/contact/name", "others"), patch,
		"only a reader sees it",
	}, {
		"properties or components in another order", nil,
		edits(move(inner+"/properties/date", "x"), move(inner+"/properties/x", "date")), patch,
		"objects of YAML and JSON have no order, and the JSON form sorts them anyway",
	}, {
		"a comment, a blank, quotes", nil,
		replace("openapi: 3.0.3", "# A comment.\nopenapi: '3.0.3'"), patch,
		"it says the same",
	}},
}}
