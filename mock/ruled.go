package mock

import "profilestatus.example/gen"

// ruled are the handlers of the API with the rules of the tenant around them.
type ruled struct {
	*Mock
	gen.StrictServerInterface
}
