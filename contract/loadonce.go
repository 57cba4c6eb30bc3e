package contract

import "sync"

// loaded holds contracts by their document.
var loaded sync.Map

// LoadOnce is [Load] for a document that is part of the program: it is loaded at the
// first call, cached until the process ends, and shared by all callers. Do not use it
// for documents from outside, since they are never released.
func LoadOnce(document string) (*Contract, error) {
	once, _ := loaded.LoadOrStore(document, sync.OnceValues(func() (*Contract, error) {
		return Load([]byte(document))
	}))
	return once.(func() (*Contract, error))()
}
