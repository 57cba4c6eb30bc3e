package spec_test

var responseRules = section{
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
		"another pattern of a header", nil,
		set(components+"/headers/CacheControl/schema/pattern", "'^private$'"), major,
		"nothing can tell whether the old one takes all that the new one takes",
	}, {
		"another pattern of a header, beside an addition", nil,
		edits(order, set(components+"/headers/CacheControl/schema/pattern", "'^private$'")), major,
		"the largest decides, also when oasdiff is silent about it",
	}, {
		"a new media type", nil,
		set(components+"/responses/ProfileStatus/content/application~1cbor", "{schema: {$ref: '#/components/schemas/EducationSynchronizationProfileStatus'}}"), major,
		"a client that takes `*/*` may get it",
	}, {
		"a media type is taken away", nil,
		edits(set(components+"/responses/ProfileStatus/content/application~1cbor", "{}"), remove(components+"/responses/ProfileStatus"+jsonOf)), major,
		"clients ask for it",
	}},
}
