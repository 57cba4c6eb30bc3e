package spec_test

import (
	"go.yaml.in/yaml/v4"
)

// neutral writes in one way what documents can say in two without a difference to
// anybody, so that to change the way is no change:
//
//   - the parameters of a path stand at its operations;
//   - a text that has a format of its own, such as a date, has no length. The
//     format bounds it, and in most languages it is no text.
func neutral(document []byte) ([]byte, error) {
	var tree map[string]any
	if err := yaml.Unmarshal(document, &tree); err != nil {
		return nil, err
	}
	paths, _ := tree["paths"].(map[string]any)
	for _, item := range paths {
		if item, ok := item.(map[string]any); ok {
			spread(item)
		}
	}
	withoutLengths(tree)
	return yaml.Marshal(tree)
}

// spread moves the parameters of a path to its operations, in front of theirs.
func spread(item map[string]any) {
	shared, _ := item["parameters"].([]any)
	delete(item, "parameters")
	if len(shared) == 0 {
		return
	}
	for _, member := range item {
		if operation, ok := member.(map[string]any); ok && operation["responses"] != nil {
			own, _ := operation["parameters"].([]any)
			operation["parameters"] = append(append([]any{}, shared...), own...)
		}
	}
}

func withoutLengths(v any) {
	switch v := v.(type) {
	case map[string]any:
		switch v["format"] {
		case "date-time", "uri", "uri-reference":
			delete(v, "minLength")
			delete(v, "maxLength")
		}
		for _, member := range v {
			withoutLengths(member)
		}
	case []any:
		for _, item := range v {
			withoutLengths(item)
		}
	}
}

// A waiver is a change since the last release that the rules rank higher than the
// version says. It is made in the released document before that is compared, so
// that it is no difference any more; docs/versioning.md tells who is affected.
type waiver struct {
	document string // the released one
	edit     edit
	reason   string
}

const odataType = "{type: string, maxLength: 54, pattern: '^#microsoft\\.graph\\.educationSynchronizationProfileStatus$'}"

var waived = []waiver{{
	released, edits(
		set(sent+"/properties/@odata.type", odataType),
		set(answered+"/properties/@odata.type", odataType),
		remove(components+"/schemas/EducationSynchronizationProfileStatusType"),
	), "the enum had one member; on the wire nothing is different, and clients in C compile with a text only",
}, {
	released, remove(page + "/properties/value/maxItems"),
	"the maximum of $top bounds a page as it did before",
}}

// waive makes the waived changes in a released document.
func waive(name string, document []byte) ([]byte, error) {
	for _, w := range waived {
		if w.document != name {
			continue
		}
		var err error
		if document, err = w.edit(document); err != nil {
			return nil, err
		}
	}
	return document, nil
}
