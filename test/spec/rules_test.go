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

var sections = []section{requestRules, responseRules, operationRules, nameRules, textRules}
