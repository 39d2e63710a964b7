package provider

import "sync"

// claims remember which object of Hero's each resource instance of a run stands
// for, so that two instances cannot take turns in overwriting one. The zero
// value has none.
type claims struct {
	mu     sync.Mutex
	owners map[claim]string
}

// claim is what two instances must not share. kind is the resource type, and
// key what tells its objects apart within a practice group.
type claim struct {
	kind, practiceGroupID, key string
}

// take reports whether the instance may stand for the object. owner is the
// object's id in the state, or "" for an instance that is still to be created; two of
// those never share an object. Terraform gives a provider no instance address,
// so a plan of a create must take its claim once only.
func (c *claims) take(wanted claim, owner string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	held, taken := c.owners[wanted]
	if taken && (owner == "" || held != owner) {
		return false
	}
	if c.owners == nil {
		c.owners = map[claim]string{}
	}
	c.owners[wanted] = owner
	return true
}
