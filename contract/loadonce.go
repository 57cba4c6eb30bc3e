package contract

import "sync"

// loaded holds contracts by their document.
var loaded sync.Map

// LoadOnce is [Load] for a document that a program holds: it is loaded at the first
// call, kept for as long as the process runs, and shared by all who ask for it. It is
// for the few documents of a program, and not for ones that come from outside.
func LoadOnce(document string) (*Contract, error) {
	once, _ := loaded.LoadOrStore(document, sync.OnceValues(func() (*Contract, error) {
		return Load([]byte(document))
	}))
	return once.(func() (*Contract, error))()
}
