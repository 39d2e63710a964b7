package provider

import "sync"

// patientClaims remembers which person each resource instance of a run stands
// for, so that two instances cannot take turns in overwriting one record.
type patientClaims struct {
	mu     sync.Mutex
	owners map[patientKey]string
}

// patientKey is what Hero matches a registration on.
type patientKey struct {
	practiceGroupID, nhsNumber, dob string
}

func newPatientClaims() *patientClaims {
	return &patientClaims{owners: map[patientKey]string{}}
}

// claim reports whether the instance may stand for the person. owner is the
// patient's id, or "" for an instance that is still to be created; two of
// those never share a person. Terraform gives a provider no instance address,
// so a plan of a create must claim once only.
func (c *patientClaims) claim(key patientKey, owner string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	held, taken := c.owners[key]
	if taken && (owner == "" || held != owner) {
		return false
	}
	c.owners[key] = owner
	return true
}
