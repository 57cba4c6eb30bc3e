package main

import (
	"errors"
	"net/url"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/pflag"

	"profilestatus.example/contract"
)

// A documentFlags names an OpenAPI document and the server in it.
type documentFlags struct {
	spec   string
	server string
}

func (f *documentFlags) add(flags *pflag.FlagSet, usage string) {
	flags.StringVar(&f.spec, "spec", "", usage)
	flags.StringVar(&f.server, "server", "", "the `server` of the document to use, by number, counted from 1, or by URL; default: the first, and the base paths of the others are accepted too")
}

// loadMemory returns what Go's collector tries to stay below while a document of so
// many bytes is loaded and used: by itself it lets the heap grow to twice of what is
// kept, which is up to ten times the length of a document.
func loadMemory(length int) int64 { return max(192<<20, 15*int64(length)) }

// read returns the document that the flags name, own if they name none, and the
// options to load it with.
func (f *documentFlags) read(own string) ([]byte, []contract.Option, error) {
	var options []contract.Option
	if f.server != "" {
		options = append(options, contract.WithServer(f.server))
	}
	if f.spec == "" {
		return []byte(own), options, nil
	}
	document, err := contract.Read(f.spec)
	if err != nil {
		if _, wrong := url.Parse(f.spec); wrong != nil && strings.Contains(f.spec, "://") {
			err = errors.New("want a file or a URL; escape / ? # and % in a password as %2F %3F %23 and %25")
		}
		return nil, nil, fileError("spec", f.spec, err)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(loadMemory(len(document)))
	}
	return document, append(options, contract.WithReferences(f.spec)), nil
}
