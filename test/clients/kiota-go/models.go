package main

import (
	"errors"
	"time"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoft/kiota-abstractions-go/serialization"
)

// What Kiota would generate from the object schemas of openapi.yaml, with the
// interfaces, setters and serializing left out where a client only reads.

type fields = map[string]func(serialization.ParseNode) error

type EducationSynchronizationProfileStatusable interface {
	serialization.Parsable
	GetId() *string
	GetLastSynchronizationDateTime() *time.Time
	GetOdataType() *string
	GetStatus() *EducationSynchronizationStatus
	SetId(value *string)
	SetLastSynchronizationDateTime(value *time.Time)
	SetOdataType(value *string)
	SetStatus(value *EducationSynchronizationStatus)
}

type EducationSynchronizationProfileStatus struct {
	id                          *string
	lastSynchronizationDateTime *time.Time
	odataType                   *string
	status                      *EducationSynchronizationStatus
}

func NewEducationSynchronizationProfileStatus() *EducationSynchronizationProfileStatus {
	return &EducationSynchronizationProfileStatus{}
}

func CreateEducationSynchronizationProfileStatusFromDiscriminatorValue(serialization.ParseNode) (serialization.Parsable, error) {
	return NewEducationSynchronizationProfileStatus(), nil
}

func (m *EducationSynchronizationProfileStatus) GetId() *string { return m.id }
func (m *EducationSynchronizationProfileStatus) GetLastSynchronizationDateTime() *time.Time {
	return m.lastSynchronizationDateTime
}
func (m *EducationSynchronizationProfileStatus) GetOdataType() *string { return m.odataType }
func (m *EducationSynchronizationProfileStatus) GetStatus() *EducationSynchronizationStatus {
	return m.status
}
func (m *EducationSynchronizationProfileStatus) SetId(value *string) { m.id = value }
func (m *EducationSynchronizationProfileStatus) SetLastSynchronizationDateTime(value *time.Time) {
	m.lastSynchronizationDateTime = value
}
func (m *EducationSynchronizationProfileStatus) SetOdataType(value *string) { m.odataType = value }
func (m *EducationSynchronizationProfileStatus) SetStatus(value *EducationSynchronizationStatus) {
	m.status = value
}

func (m *EducationSynchronizationProfileStatus) GetFieldDeserializers() fields {
	return fields{
		"id":                          abstractions.SetStringValue(m.SetId),
		"lastSynchronizationDateTime": abstractions.SetTimeValue(m.SetLastSynchronizationDateTime),
		"@odata.type":                 abstractions.SetStringValue(m.SetOdataType),
		"status":                      abstractions.SetEnumValue(ParseEducationSynchronizationStatus, m.SetStatus),
	}
}

func (m *EducationSynchronizationProfileStatus) Serialize(writer serialization.SerializationWriter) error {
	var status *string
	if m.status != nil {
		name := m.status.String()
		status = &name
	}
	return errors.Join(
		writer.WriteStringValue("id", m.id),
		writer.WriteTimeValue("lastSynchronizationDateTime", m.lastSynchronizationDateTime),
		writer.WriteStringValue("@odata.type", m.odataType),
		writer.WriteStringValue("status", status),
	)
}

// readOnly is for the models that a client never sends.
type readOnly struct{}

func (readOnly) Serialize(serialization.SerializationWriter) error {
	return errors.New("this model is only read")
}

type EducationSynchronizationProfileStatusCollection struct {
	readOnly
	odataNextLink *string
	value         []EducationSynchronizationProfileStatusable
}

func CreateEducationSynchronizationProfileStatusCollectionFromDiscriminatorValue(serialization.ParseNode) (serialization.Parsable, error) {
	return &EducationSynchronizationProfileStatusCollection{}, nil
}

func (m *EducationSynchronizationProfileStatusCollection) GetOdataNextLink() *string {
	return m.odataNextLink
}
func (m *EducationSynchronizationProfileStatusCollection) GetValue() []EducationSynchronizationProfileStatusable {
	return m.value
}

func (m *EducationSynchronizationProfileStatusCollection) GetFieldDeserializers() fields {
	return fields{
		"@odata.nextLink": abstractions.SetStringValue(func(v *string) { m.odataNextLink = v }),
		"value": abstractions.SetCollectionOfObjectValues(CreateEducationSynchronizationProfileStatusFromDiscriminatorValue,
			func(v []EducationSynchronizationProfileStatusable) { m.value = v }),
	}
}
