// Package identity decides whom a bearer token speaks for. It has three
// [server.Authenticator]s, from the most permissive to the strictest:
//
//   - [Unverified] takes any token. If it is a JSON Web Token (RFC 7519), what
//     it says is obeyed though not verified, so that an expired token and one
//     without the permission can be tested without an issuer.
//   - an [Issuer] makes tokens, by the paths and errors of Microsoft Entra, and
//     accepts those alone. Clients of Graph can log in to it unmodified. It is
//     for tests: whoever can read its file can be anybody.
//   - a [Provider] is an OpenID Connect provider such as Entra itself, of which
//     the keys are fetched.
//
// The claims of a token become a [server.Principal] in the same way for all
// three: tid is the tenant; scp, one string of names separated by spaces, are
// the permissions that a user has delegated; roles, an array, are those of an
// application, and count only where there is no scp.
package identity
