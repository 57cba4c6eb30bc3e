package spec_test

var requestRules = section{
	title: "What a client sends",
	rules: []rule{{
		"a new optional property", nil,
		set(sent+"/properties/comment", "{type: string, maxLength: 64}"), minor,
		"nobody has to send it",
	}, {
		"a new required property", nil,
		edits(set(sent+"/properties/comment", "{type: string, maxLength: 64}"), set(sent+"/required/-", "comment")), major,
		"requests that were valid are refused",
	}, {
		"a property is removed", nil,
		remove(sent + "/properties/id"), major,
		"unknown properties are refused, so clients that send it get 400",
	}, {
		"an optional property becomes required", nil,
		set(sent+"/required/-", "id"), major,
		"requests that were valid are refused",
	}, {
		"a required property becomes optional", nil,
		remove(sent + "/required/1"), major,
		"it is compatible on the wire, but a type changes in clients: a value becomes a pointer or an `Optional`",
	}, {
		"a narrower length or range", nil,
		set(sent+"/properties/id/maxLength", "64"), major,
		"requests that were valid are refused",
	}, {
		"a wider length or range", nil,
		set(sent+"/properties/id/maxLength", "256"), minor,
		"more requests are valid than before",
	}, {
		"another pattern", nil,
		set(sent+"/properties/id/pattern", "'^[A-Za-z0-9_~.-]{1,128}$'"), major,
		"whether it matches everything that the old one did cannot be determined",
	}, {
		"a pattern is removed", nil,
		remove(sent + "/properties/id/pattern"), minor,
		"more requests are valid than before",
	}, {
		"a new pattern", nil,
		set(sent+"/properties/lastSynchronizationDateTime/pattern", "Z$"), major,
		"requests that were valid are refused",
	}, {
		"a new member of an enum that occurs only in requests", order,
		set(list+"/parameters/3/schema/enum/-", "newest"), minor,
		"more requests are valid than before",
	}, {
		"a member of an enum is removed", nil,
		remove(components + "/schemas/EducationSynchronizationStatus/enum/6"), major,
		"requests that were valid are refused, and the constant disappears from clients",
	}, {
		"`null` is allowed for an optional property", remove(sent + "/properties/id/nullable"),
		set(sent+"/properties/id/nullable", "true"), minor,
		"it means the same as leaving it out, which clients can do already",
	}, {
		"`null` is allowed for a required property", nil,
		set(sent+"/properties/lastSynchronizationDateTime/nullable", "true"), major,
		"it is compatible on the wire, but a type changes in clients",
	}, {
		"unknown properties are allowed", nil,
		set(sent+"/additionalProperties", "true"), major,
		"clients get a map for the others, and misspelled names are no longer detected",
	}, {
		"another type", nil,
		set(top+"/schema/type", "number"), major,
		"a type changes in clients, even if it is compatible on the wire",
	}, {
		"another format", nil,
		set(top+"/schema/format", "int64"), major,
		"a type changes in clients",
	}, {
		"a new format", nil,
		set(sent+"/properties/id/format", "uuid"), major,
		"requests that were valid are refused, and a type changes in clients",
	}, {
		"another default", nil,
		set(top+"/schema/default", "50"), major,
		"the same request gets another response",
	}, {
		"the body becomes optional", nil,
		set(create+"/requestBody/required", "false"), major,
		"it is compatible on the wire, but a type changes in clients",
	}, {
		"a new media type", nil,
		set(create+"/requestBody/content/application~1cbor", "{schema: {$ref: '#/components/schemas/EducationSynchronizationProfileStatusCreate'}}"), major,
		"it is compatible on the wire, but generators name the body or the method after its media type as soon as there are two",
	}, {
		"a media type is removed", nil,
		edits(set(create+"/requestBody/content/application~1cbor", "{}"), remove(create+"/requestBody"+jsonOf)), major,
		"requests that were valid are refused",
	}, {
		"a new optional parameter, after the others", nil,
		order, minor,
		"nobody has to send it",
	}, {
		"a new optional parameter, before others", nil,
		edits(order, reverse(list+"/parameters")), major,
		"arguments are positional in clients",
	}, {
		"a new required parameter", nil,
		edits(order, set(list+"/parameters/3/required", "true")), major,
		"requests that were valid are refused",
	}, {
		"a parameter is removed", order,
		remove(list + "/parameters/3"), major,
		"it is refused or ignored, and the argument disappears from clients",
	}, {
		"a parameter gets another name", nil,
		set(top+"/name", "$first"), major,
		"the old name is no longer read",
	}, {
		"an optional parameter becomes required", nil,
		set(top+"/required", "true"), major,
		"requests that were valid are refused",
	}, {
		"no token is required", nil,
		set(newest+"/security", "[]"), major,
		"it is compatible on the wire, but clients lose the way to set a token for this call",
	}, {
		"another hint at the format of the token (`bearerFormat`)", nil,
		set(components+"/securitySchemes/bearer/bearerFormat", "opaque"), minor,
		"it is only a hint, but issuers of tokens may rely on it",
	}, {
		"another permission of the token", nil,
		set(newest+"/security", "[{bearer: [EduAdministration.Read.All]}]"), major,
		"requests that were valid are refused",
	}, {
		"the permissions of an operation are listed (`x-permissions`)", remove(newest + "/x-permissions"),
		set(newest+"/x-permissions", "{delegated: [A], application: [B]}"), minor,
		"they were in the description before; now programs can read them",
	}, {
		"the rules of the service beyond the schemas are named (`x-contract-profile`)", remove("/x-contract-profile"),
		set("/x-contract-profile", "graph"), minor,
		"the service enforces them already; now validators can, too",
	}, {
		"the properties that `$select` takes are listed (`x-odata-select`)", remove(newest + "/x-odata-select"),
		set(newest+"/x-odata-select", "[id]"), minor,
		"nobody has to send it, and other requests get the same response as before",
	}, {
		"a preference is honored (`x-odata-return`)", remove(create + "/x-odata-return"),
		set(create+"/x-odata-return", "[minimal]"), minor,
		"only requests that ask for it get another response",
	}, {
		"a property can no longer be selected", nil,
		remove(newest + "/x-odata-select/2"), major,
		"requests that were valid are refused",
	}, {
		"the permissions of an operation change", nil,
		remove(newest + "/x-permissions/delegated/1"), major,
		"a token that was sufficient may be refused",
	}},
}
