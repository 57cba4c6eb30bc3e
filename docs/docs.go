// Package docs holds pages of the documentation that programs show, too.
package docs

import _ "embed"

// Clients is clients.md: how to make a client in each language, with lines of
// code that tests have run.
//
//go:embed clients.md
var Clients string
