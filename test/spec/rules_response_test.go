package spec_test

var responseRules = section{
	title: "What a client gets",
	rules: []rule{{
		"a new property", nil,
		set(answered+"/properties/comment", "{type: string, maxLength: 64}"), major,
		"objects have no unknown properties (`additionalProperties: false`), so strict clients refuse it",
	}, {
		"a required property is removed", nil,
		edits(remove(inner+"/properties/date"), remove(inner+"/required/0")), major,
		"clients expect it",
	}, {
		"an optional property is removed", nil,
		remove(page + "/properties/@odata.nextLink"), major,
		"the field disappears from clients, and code that uses it does not compile",
	}, {
		"a required property becomes optional", nil,
		remove(inner + "/required/0"), major,
		"clients expect it",
	}, {
		"an optional property becomes required", nil,
		set(page+"/required/-", "'@odata.nextLink'"), major,
		"it is a stronger guarantee on the wire, but a type changes in clients",
	}, {
		"a new member of an enum", nil,
		set(components+"/schemas/ErrorCode/enum/-", "Gone"), major,
		"clients have a closed set of constants",
	}, {
		"a member of an enum is removed", nil,
		remove(components + "/schemas/ErrorCode/enum/10"), major,
		"it is a stronger guarantee on the wire, but the constant disappears from clients",
	}, {
		"a wider length or range", nil,
		set(details+"/properties/message/maxLength", "2048"), major,
		"a column or a buffer of the client may be too small",
	}, {
		"a narrower length or range", nil,
		set(details+"/properties/message/maxLength", "512"), minor,
		"it is a stronger guarantee",
	}, {
		"another pattern", nil,
		set(details+"/properties/code/pattern", "'^[A-Z]+$'"), major,
		"whether the old one matches everything that the new one does cannot be determined",
	}, {
		"a pattern is removed", nil,
		remove(details + "/properties/code/pattern"), major,
		"clients get values that they never got before",
	}, {
		"a new pattern", nil,
		set(answered+"/properties/lastSynchronizationDateTime/pattern", "Z$"), minor,
		"it is a stronger guarantee",
	}, {
		"`null` is possible", nil,
		set(answered+"/properties/id/nullable", "true"), major,
		"clients get values that they never got before",
	}, {
		"unknown properties are possible", nil,
		set(answered+"/additionalProperties", "true"), major,
		"strict clients refuse them",
	}, {
		"another type", nil,
		set(answered+"/properties/id/type", "integer"), major,
		"a type changes in clients",
	}, {
		"another format", nil,
		set(answered+"/properties/lastSynchronizationDateTime/format", "date"), major,
		"a type changes in clients",
	}, {
		"a new format", nil,
		set(inner+"/properties/date/format", "date-time"), major,
		"a type changes in clients",
	}, {
		"a new status of success", nil,
		set(create+"/responses/202", "{description: Not yet stored.}"), major,
		"clients know only the old one",
	}, {
		"a status of success is removed", nil,
		edits(set(create+"/responses/200", "{description: Stored.}"), remove(create+"/responses/201")), major,
		"clients expect it",
	}, {
		"a new status of error, with the usual body and code", nil,
		set(newest+"/responses/410", "{$ref: '#/components/responses/NotFound'}"), minor,
		"clients must treat an unknown status as the x00 of its class (RFC 9110 section 15)",
	}, {
		"a status of error is removed", nil,
		remove(create + "/responses/409"), major,
		"clients lose its type, and code that catches it does not compile",
	}, {
		"a new header", nil,
		set(components+"/responses/Created/headers/ETag", "{required: true, schema: {type: string}}"), minor,
		"clients ignore headers that they do not know",
	}, {
		"a header is removed", nil,
		remove(components + "/responses/Created/headers/Location"), major,
		"clients expect it",
	}, {
		"a header becomes optional", nil,
		set(retryAfter+"/required", "false"), major,
		"clients expect it",
	}, {
		"a wider range of a header", nil,
		set(retryAfter+"/schema/maximum", "7200"), major,
		"clients get values that they never got before",
	}, {
		"another pattern of a header", nil,
		set(components+"/headers/CacheControl/schema/pattern", "'^private$'"), major,
		"whether the old one matches everything that the new one does cannot be determined",
	}, {
		"another pattern of a header, beside an addition", nil,
		edits(order, set(components+"/headers/CacheControl/schema/pattern", "'^private$'")), major,
		"the largest decides, also when oasdiff is silent about it",
	}, {
		"a new media type", nil,
		set(components+"/responses/ProfileStatus/content/application~1cbor", "{schema: {$ref: '#/components/schemas/EducationSynchronizationProfileStatus'}}"), major,
		"a client that accepts `*/*` may get it",
	}, {
		"a media type is removed", nil,
		edits(set(components+"/responses/ProfileStatus/content/application~1cbor", "{}"), remove(components+"/responses/ProfileStatus"+jsonOf)), major,
		"clients request it",
	}},
}
