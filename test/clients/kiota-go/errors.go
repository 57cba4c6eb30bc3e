package main

import (
	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoft/kiota-abstractions-go/serialization"
)

// What Kiota would generate from the schemas of the errors in openapi.yaml.

type ODataError struct {
	abstractions.ApiError
	readOnly
	errorEscaped *MainError
}

func CreateODataErrorFromDiscriminatorValue(serialization.ParseNode) (serialization.Parsable, error) {
	return &ODataError{ApiError: *abstractions.NewApiError()}, nil
}

func (m *ODataError) Error() string               { return m.ApiError.Error() }
func (m *ODataError) GetErrorEscaped() *MainError { return m.errorEscaped }

func (m *ODataError) GetFieldDeserializers() fields {
	return fields{
		"error": abstractions.SetObjectValue(CreateMainErrorFromDiscriminatorValue, func(v *MainError) { m.errorEscaped = v }),
	}
}

type MainError struct {
	readOnly
	code       *ErrorCode
	details    []*ErrorDetails
	innerError *InnerError
	message    *string
}

func CreateMainErrorFromDiscriminatorValue(serialization.ParseNode) (serialization.Parsable, error) {
	return &MainError{}, nil
}

func (m *MainError) GetCode() *ErrorCode         { return m.code }
func (m *MainError) GetDetails() []*ErrorDetails { return m.details }
func (m *MainError) GetInnerError() *InnerError  { return m.innerError }
func (m *MainError) GetMessage() *string         { return m.message }
func (m *MainError) GetFieldDeserializers() fields {
	return fields{
		"code": abstractions.SetEnumValue(ParseErrorCode, func(v *ErrorCode) { m.code = v }),
		"details": abstractions.SetCollectionOfObjectValues(CreateErrorDetailsFromDiscriminatorValue,
			func(v []*ErrorDetails) { m.details = v }),
		"innerError": abstractions.SetObjectValue(CreateInnerErrorFromDiscriminatorValue, func(v *InnerError) { m.innerError = v }),
		"message":    abstractions.SetStringValue(func(v *string) { m.message = v }),
	}
}

type ErrorDetails struct {
	readOnly
	code    *string
	message *string
	target  *string
}

func CreateErrorDetailsFromDiscriminatorValue(serialization.ParseNode) (serialization.Parsable, error) {
	return &ErrorDetails{}, nil
}

func (m *ErrorDetails) GetCode() *string    { return m.code }
func (m *ErrorDetails) GetMessage() *string { return m.message }
func (m *ErrorDetails) GetTarget() *string  { return m.target }
func (m *ErrorDetails) GetFieldDeserializers() fields {
	return fields{
		"code":    abstractions.SetStringValue(func(v *string) { m.code = v }),
		"message": abstractions.SetStringValue(func(v *string) { m.message = v }),
		"target":  abstractions.SetStringValue(func(v *string) { m.target = v }),
	}
}

type InnerError struct {
	readOnly
	clientRequestId *string
	date            *string
	requestId       *string
}

func CreateInnerErrorFromDiscriminatorValue(serialization.ParseNode) (serialization.Parsable, error) {
	return &InnerError{}, nil
}

func (m *InnerError) GetClientRequestId() *string { return m.clientRequestId }
func (m *InnerError) GetDate() *string            { return m.date }
func (m *InnerError) GetRequestId() *string       { return m.requestId }
func (m *InnerError) GetFieldDeserializers() fields {
	return fields{
		"client-request-id": abstractions.SetStringValue(func(v *string) { m.clientRequestId = v }),
		"date":              abstractions.SetStringValue(func(v *string) { m.date = v }),
		"request-id":        abstractions.SetStringValue(func(v *string) { m.requestId = v }),
	}
}
