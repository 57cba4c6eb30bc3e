package spec_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// An edit changes a document.
type edit func(document []byte) ([]byte, error)

// edits makes several changes, one after the other.
func edits(all ...edit) edit {
	return func(document []byte) ([]byte, error) {
		var err error
		for _, e := range all {
			if document, err = e(document); err != nil {
				return nil, err
			}
		}
		return document, nil
	}
}

// set gives the value in YAML to what the JSON pointer names; a last "-" adds
// to a list.
func set(pointer, value string) edit {
	return at(pointer, func(parent any, last string) (any, error) {
		var v any
		if err := yaml.Unmarshal([]byte(value), &v); err != nil {
			return nil, err
		}
		switch p := parent.(type) {
		case map[string]any:
			p[last] = v
			return p, nil
		case []any:
			if last == "-" {
				return append(p, v), nil
			}
			i, err := index(p, last)
			if err == nil {
				p[i] = v
			}
			return p, err
		}
		return nil, fmt.Errorf("%s: neither object nor list", pointer)
	})
}

// remove takes away what the JSON pointer names.
func remove(pointer string) edit {
	return at(pointer, func(parent any, last string) (any, error) {
		switch p := parent.(type) {
		case map[string]any:
			if _, ok := p[last]; !ok {
				return nil, fmt.Errorf("%s: there is no such member", pointer)
			}
			delete(p, last)
			return p, nil
		case []any:
			i, err := index(p, last)
			if err != nil {
				return nil, err
			}
			return slices.Delete(p, i, i+1), nil
		}
		return nil, fmt.Errorf("%s: neither object nor list", pointer)
	})
}

// adopt makes a member of an object what it is in another document.
func adopt(pointer string, from []byte) edit {
	var value any
	there := false
	_, err := at(pointer, func(parent any, last string) (any, error) {
		if p, ok := parent.(map[string]any); ok {
			value, there = p[last]
		}
		return parent, nil
	})(from)
	return at(pointer, func(parent any, last string) (any, error) {
		p, ok := parent.(map[string]any)
		if !ok || err != nil {
			return nil, errors.Join(fmt.Errorf("%s: not in an object", pointer), err)
		}
		if delete(p, last); there {
			p[last] = value
		}
		return p, nil
	})
}

// move gives a member of an object another name.
func move(pointer, name string) edit {
	return at(pointer, func(parent any, last string) (any, error) {
		p, ok := parent.(map[string]any)
		if !ok || p[last] == nil {
			return nil, fmt.Errorf("%s: there is no such member", pointer)
		}
		p[name] = p[last]
		delete(p, last)
		return p, nil
	})
}

// reverse turns a list around.
func reverse(pointer string) edit {
	return at(pointer+"/-", func(parent any, _ string) (any, error) {
		p, ok := parent.([]any)
		if !ok {
			return nil, fmt.Errorf("%s: no list", pointer)
		}
		slices.Reverse(p)
		return p, nil
	})
}

// replace changes the text of the document, everywhere.
func replace(old, text string) edit {
	return func(document []byte) ([]byte, error) {
		if !bytes.Contains(document, []byte(old)) {
			return nil, fmt.Errorf("%q is nowhere in the document", old)
		}
		return bytes.ReplaceAll(document, []byte(old), []byte(text)), nil
	}
}

// rename gives a component another name wherever it is used.
func rename(kind, name, to string) edit {
	return edits(replace("'#/components/"+kind+"/"+name+"'", "'#/components/"+kind+"/"+to+"'"), move("/components/"+kind+"/"+name, to))
}

func index(list []any, s string) (int, error) {
	i, err := strconv.Atoi(s)
	if err != nil || i < 0 || i >= len(list) {
		return 0, fmt.Errorf("no item %s in a list of %d", s, len(list))
	}
	return i, nil
}

// at lets f change the parent of what the pointer names.
func at(pointer string, f func(parent any, last string) (any, error)) edit {
	return func(document []byte) ([]byte, error) {
		var tree any
		if err := yaml.Unmarshal(document, &tree); err != nil {
			return nil, err
		}
		steps := strings.Split(pointer, "/")[1:]
		for i, s := range steps {
			steps[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(s)
		}
		tree, err := descend(tree, steps, f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", pointer, err)
		}
		return yaml.Marshal(tree)
	}
}

func descend(tree any, steps []string, f func(any, string) (any, error)) (any, error) {
	if len(steps) == 1 {
		return f(tree, steps[0])
	}
	switch v := tree.(type) {
	case map[string]any:
		below, err := descend(v[steps[0]], steps[1:], f)
		if err == nil {
			v[steps[0]] = below
		}
		return v, err
	case []any:
		i, err := index(v, steps[0])
		if err != nil {
			return nil, err
		}
		v[i], err = descend(v[i], steps[1:], f)
		return v, err
	}
	return nil, fmt.Errorf("there is no %q", steps[0])
}
