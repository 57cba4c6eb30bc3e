package main

// What Kiota would generate from the enums of openapi.yaml.

type EducationSynchronizationStatus int

const (
	PAUSED_EDUCATIONSYNCHRONIZATIONSTATUS EducationSynchronizationStatus = iota
	INPROGRESS_EDUCATIONSYNCHRONIZATIONSTATUS
	SUCCESS_EDUCATIONSYNCHRONIZATIONSTATUS
	ERROR_EDUCATIONSYNCHRONIZATIONSTATUS
	VALIDATIONERROR_EDUCATIONSYNCHRONIZATIONSTATUS
	QUARANTINED_EDUCATIONSYNCHRONIZATIONSTATUS
	UNKNOWNFUTUREVALUE_EDUCATIONSYNCHRONIZATIONSTATUS
)

var statusNames = []string{
	"paused", "inProgress", "success", "error", "validationError", "quarantined", "unknownFutureValue",
}

func (i EducationSynchronizationStatus) String() string { return statusNames[i] }

func ParseEducationSynchronizationStatus(v string) (any, error) {
	return parseEnum[EducationSynchronizationStatus](statusNames, v), nil
}

type ErrorCode int

const (
	BADREQUEST_ERRORCODE ErrorCode = iota
	INVALIDAUTHENTICATIONTOKEN_ERRORCODE
	ACCESSDENIED_ERRORCODE
	RESOURCENOTFOUND_ERRORCODE
	METHODNOTALLOWED_ERRORCODE
	CONFLICT_ERRORCODE
	REQUESTENTITYTOOLARGE_ERRORCODE
	UNSUPPORTEDMEDIATYPE_ERRORCODE
	TOOMANYREQUESTS_ERRORCODE
	INTERNALSERVERERROR_ERRORCODE
	SERVICEUNAVAILABLE_ERRORCODE
)

var errorCodeNames = []string{
	"BadRequest", "InvalidAuthenticationToken", "AccessDenied", "ResourceNotFound", "MethodNotAllowed", "Conflict",
	"RequestEntityTooLarge", "UnsupportedMediaType", "TooManyRequests", "InternalServerError", "ServiceUnavailable",
}

func (i ErrorCode) String() string { return errorCodeNames[i] }

func ParseErrorCode(v string) (any, error) {
	return parseEnum[ErrorCode](errorCodeNames, v), nil
}

// parseEnum gives nil for a member that is not known, as Kiota's own code does.
func parseEnum[T ~int](names []string, v string) any {
	for i, name := range names {
		if name == v {
			member := T(i)
			return &member
		}
	}
	return nil
}
