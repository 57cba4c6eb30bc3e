// Package identity has three [server.Authenticator]s for bearer tokens, from the most
// permissive to the strictest:
//
//   - [Unverified] accepts any token. The claims of a JSON Web Token (RFC 7519) are
//     enforced without verifying its signature, so that an expired token and one
//     without the permission can be tested without an issuer.
//   - an [Issuer] issues tokens, with the endpoints and errors of Microsoft Entra, and
//     accepts only these. Microsoft Graph clients can log in to it unmodified. It is
//     for tests: whoever can read its file can impersonate anybody.
//   - a [Provider] accepts tokens of an OpenID Connect provider such as Entra itself,
//     whose keys it fetches.
//
// All three turn the claims of a token into a [server.Principal] in the same way: tid
// is the tenant; scp, a space-separated string, has the delegated permissions of a
// user; roles, an array, has application permissions, and is ignored if there is a scp.
package identity
