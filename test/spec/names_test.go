package spec_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// compared are the keywords whose values oasdiff compares.
var compared = words(`required enum pattern default minLength maxLength minimum
	maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems
	uniqueItems minProperties maxProperties deprecated`)

// texts are the keywords that only a reader sees.
var texts = words(`description summary example examples externalDocs contact
	license bearerFormat`)

// named are the objects whose members have names that the document gives. A new
// member is an addition; a new member of any other object changes that object.
var named = words(`paths properties responses headers content schemas
	parameters requestBodies securitySchemes`)

// grown are members whose coming is an addition to the object around them.
var grown = words(`get put post delete options head patch trace schemas
	responses parameters requestBodies headers securitySchemes x-permissions
	x-contract-profile x-odata-select x-odata-return`)

func words(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// A leaf is a single value, with the keyword that decides what it means and
// the objects and lists on the way to it.
type leaf struct {
	value   string
	keyword string // "" below a name that the document gives
	text    bool   // only a reader sees it
	within  []within
}

type within struct {
	pointer string
	open    bool // a new member is an addition
}

// leaves lists the single values of a document by their JSON pointers
// (RFC 6901). The order of an object's members is no part of it.
func leaves(document []byte) (map[string]leaf, map[string]bool, error) {
	var tree any
	if err := yaml.Unmarshal(document, &tree); err != nil {
		return nil, nil, err
	}
	all, objects := map[string]leaf{}, map[string]bool{}
	var walk func(pointer string, v any, l leaf)
	walk = func(pointer string, v any, l leaf) {
		objects[pointer] = true
		here := slices.Clip(l.within)
		if isEmpty(v) {
			v = "empty" // says something too: no token is needed
		}
		switch v := v.(type) {
		case map[string]any:
			open := l.keyword != "" && named[l.keyword]
			for name, member := range v {
				if !open && isDefault(name, member) {
					continue
				}
				next := leaf{keyword: name, text: l.text, within: append(here, within{pointer, open || grown[name]})}
				switch {
				case open:
					next.keyword = "" // a name, not a keyword
				case texts[name], pointer == "/info" && name == "version":
					next.text = true
				}
				walk(pointer+"/"+escape(name), member, next)
			}
		case []any:
			for i, member := range v {
				_, object := member.(map[string]any)
				next := leaf{keyword: l.keyword, text: l.text, within: append(here, within{pointer, object})}
				if object {
					next.keyword = ""
				}
				walk(fmt.Sprintf("%s/%d", pointer, i), member, next)
			}
		default:
			l.value = fmt.Sprintf("%T %v", v, v)
			all[pointer] = l
		}
	}
	walk("", tree, leaf{})
	return all, objects, nil
}

// isDefault reports whether a keyword says what holds without it.
func isDefault(keyword string, v any) bool {
	switch keyword {
	case "required", "deprecated", "nullable", "uniqueItems", "exclusiveMinimum", "exclusiveMaximum":
		return v == false
	case "minLength", "minItems", "minProperties":
		return v == 0
	}
	return false
}

func isEmpty(v any) bool {
	list, isList := v.([]any)
	object, isObject := v.(map[string]any)
	return isList && len(list) == 0 || isObject && len(object) == 0
}

func escape(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// compareNames finds what oasdiff has no check for, although generated clients
// are made of it: names of components, which of them is used where, the order
// of parameters, names for the members of an enum, and whatever else a
// generator may read. What is neither a text nor a keyword that oasdiff compares
// is major when it is changed, taken away or added to something that was there
// before, and minor when it came with something new.
//
// It also returns the pointers of the keywords that are left to oasdiff.
func compareNames(before, after []byte) (findings, []string, error) {
	old, had, err := leaves(before)
	if err != nil {
		return nil, nil, err
	}
	now, has, err := leaves(after)
	if err != nil {
		return nil, nil, err
	}
	var f findings
	left := map[string]bool{}
	for _, pointer := range sorted(old, now) {
		o, was := old[pointer]
		n, is := now[pointer]
		l := o
		if !was {
			l = n
		}
		switch {
		case was && is && o.value == n.value:
		case l.text:
			f = append(f, finding{patch, pointer + " differs, which is for readers"})
		case compared[l.keyword]:
			of := strings.LastIndex(pointer, "/"+l.keyword)
			if had[pointer[:of]] && has[pointer[:of]] {
				left[pointer[:of]+"/"+l.keyword] = true
			}
		case is && !was && n.keyword == "nullable" && isOptional(pointer, now):
			f = append(f, finding{minor, pointer + " is new, and the property could be left out before"})
		case !is:
			f = append(f, finding{major, pointer + " is gone"})
		case was:
			f = append(f, finding{major, pointer + " is another"})
		case isAddition(n, had):
			f = append(f, finding{minor, pointer + " is new"})
		default:
			f = append(f, finding{major, pointer + " is new in what was there before"})
		}
	}
	return f, slices.Sorted(maps.Keys(left)), nil
}

// isOptional reports whether a keyword of a property is one of an optional one.
func isOptional(pointer string, all map[string]leaf) bool {
	property := pointer[:strings.LastIndex(pointer, "/")]
	object, name, ok := strings.Cut(property, "/properties/")
	if !ok {
		return false
	}
	for i := 0; ; i++ {
		required, listed := all[fmt.Sprintf("%s/required/%d", object, i)]
		if !listed {
			return true
		}
		if required.value == "string "+name {
			return false
		}
	}
}

// isAddition reports whether the outermost new object on the way to the leaf is
// a new member where new members are additions.
func isAddition(l leaf, had map[string]bool) bool {
	for i := len(l.within) - 1; i >= 0; i-- {
		if had[l.within[i].pointer] {
			return l.within[i].open
		}
	}
	return false
}

func sorted(a, b map[string]leaf) []string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}
