package check

import (
	"sync"

	"profilestatus.example/contract"
)

// loaded has, by the text of a document, what loads it the first time.
var loaded sync.Map

// A document is loaded once for all tests: what was loaded does not change.
func init() {
	load = func(document []byte, options ...contract.Option) (*contract.Contract, error) {
		if len(options) > 0 {
			return contract.Load(document, options...)
		}
		text := string(document)
		f, _ := loaded.LoadOrStore(text, sync.OnceValues(func() (*contract.Contract, error) { return contract.Load([]byte(text)) }))
		return f.(func() (*contract.Contract, error))()
	}
}
