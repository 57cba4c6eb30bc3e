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
		set(list+"/parameters/3/schema/enum/-", "newest"), minor,
		"more is right than before",
	}, {
		"a member of an enum is taken away", nil,
		remove(components + "/schemas/EducationSynchronizationStatus/enum/6"), major,
		"what was right is refused, and the constant is gone from clients",
	}, {
		"`null` is allowed for what may be left out", remove(sent + "/properties/id/nullable"),
		set(sent+"/properties/id/nullable", "true"), minor,
		"it says nothing else than to leave it out, which clients can do already",
	}, {
		"`null` is allowed for what is required", nil,
		set(sent+"/properties/lastSynchronizationDateTime/nullable", "true"), major,
		"the wire takes it, but the kind of a type changes in clients",
	}, {
		"unknown properties are allowed", nil,
		set(sent+"/additionalProperties", "true"), major,
		"clients get a map for the rest, and misspelled names are no longer found",
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
		set(create+"/requestBody/required", "false"), major,
		"the wire takes it, but the kind of a type changes in clients",
	}, {
		"a new media type", nil,
		set(create+"/requestBody/content/application~1cbor", "{schema: {$ref: '#/components/schemas/EducationSynchronizationProfileStatusCreate'}}"), major,
		"the wire takes it, but generators name the body or the method after its media type as soon as there are two",
	}, {
		"a media type is taken away", nil,
		edits(set(create+"/requestBody/content/application~1cbor", "{}"), remove(create+"/requestBody"+jsonOf)), major,
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
		edits(order, set(list+"/parameters/3/required", "true")), major,
		"what was right is refused",
	}, {
		"a parameter is taken away", order,
		remove(list + "/parameters/3"), major,
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
	}, {
		"the permissions of an operation are listed (`x-permissions`)", remove(newest + "/x-permissions"),
		set(newest+"/x-permissions", "{delegated: [A], application: [B]}"), minor,
		"the description named them before; now programs can read them",
	}, {
		"the rules of the service beyond the schemas are named (`x-contract-profile`)", remove("/x-contract-profile"),
		set("/x-contract-profile", "graph"), minor,
		"the service keeps to them already; now validators can too",
	}, {
		"the properties that `$select` takes are listed (`x-odata-select`)", remove(newest + "/x-odata-select"),
		set(newest+"/x-odata-select", "[id]"), minor,
		"nobody has to send it, and the answer to what was sent before is the same",
	}, {
		"a preference is obeyed (`x-odata-return`)", remove(create + "/x-odata-return"),
		set(create+"/x-odata-return", "[minimal]"), minor,
		"only who asks for it gets another answer",
	}, {
		"a property can no longer be selected", nil,
		remove(newest + "/x-odata-select/2"), major,
		"what was right is refused",
	}, {
		"the permissions of an operation are others", nil,
		remove(newest + "/x-permissions/delegated/1"), major,
		"a token that was right may be refused",
	}},
}
