package spec_test

var operationRules = section{
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
		"an operation is removed", nil,
		remove(profile + "/delete"), major,
		"clients call it",
	}, {
		"a deprecated operation is removed", set(profile+"/delete/deprecated", "true"),
		remove(profile + "/delete"), major,
		"the deprecation does not make it harmless",
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
		"it works as before; compilers of clients warn",
	}, {
		"an operation is no longer deprecated", set(profile+"/delete/deprecated", "true"),
		remove(profile + "/delete/deprecated"), minor,
		"it works as before",
	}},
}

var nameRules = section{
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
		"some generators then generate the method twice, in two classes",
	}, {
		"a schema gets another name", nil,
		rename("schemas", "MainError", "ErrorBody"), major,
		"it is the name of a type",
	}, {
		"a parameter gets another component name", nil,
		rename("parameters", "SkipToken", "Continuation"), major,
		"it is the name of a type",
	}, {
		"a request body moves to the components", nil,
		edits(set(components+"/requestBodies", "{NewStatus: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/EducationSynchronizationProfileStatusCreate'}}}}}"), set(create+"/requestBody", "{$ref: '#/components/requestBodies/NewStatus'}")), major,
		"some generators then give the type of its schema a second name",
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
		"arguments are positional in clients",
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
		set(components+"/schemas/EducationSynchronizationStatus/x-enum-varnames", "[a, b, c, d, e, f, g]"), major,
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
		"generators may read it differently, or not at all",
	}},
}

var textRules = section{
	title: "Neither",
	rules: []rule{{
		"the parameters of a path stand at each of its operations", nil,
		edits(remove(newest+"/parameters"), remove(create+"/parameters"), remove(profile+"/delete/parameters"),
			set(profile+"/parameters", "[{$ref: '#/components/parameters/EducationSynchronizationProfileId'}]")), patch,
		"it means the same",
	}, {
		"a length beside the format of a date, a URI or a URI reference", nil,
		set(answered+"/properties/lastSynchronizationDateTime/maxLength", "38"), patch,
		"the format limits the length, and in most languages such a value is not a string",
	}, {
		"a description or a summary", nil,
		edits(set(create+"/summary", "Create a status"), set(inner+"/description", "For the log."), set("/tags/0/description", "States.")), patch,
		"only readers see it",
	}, {
		"an example", nil,
		edits(set(top+"/example", "3"), remove(create+"/requestBody"+jsonOf+"/examples/ownId")), patch,
		"only readers see it; tests validate it",
	}, {
		"contact and license", nil,
		set("/info/contact/name", "others"), patch,
		"only readers see it",
	}, {
		"a default is written out", nil,
		edits(set(top+"/deprecated", "false"), set(answered+"/properties/id/nullable", "false"), set(inner+"/minProperties", "0")), patch,
		"it means the same",
	}, {
		"properties or components in another order", nil,
		edits(move(inner+"/properties/date", "x"), move(inner+"/properties/x", "date")), patch,
		"objects of YAML and JSON have no order, and the JSON form sorts them anyway",
	}, {
		"a comment, a blank, quotes", nil,
		replace("openapi: 3.0.3", "# A comment.\nopenapi: '3.0.3'"), patch,
		"it means the same",
	}},
}
