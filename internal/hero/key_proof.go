// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync"
)

// keyProof recognises a signing key without keeping it: a digest under a secret that never leaves the process. The zero value
// stands for no key.
type keyProof [sha256.Size]byte

var proofSecret = sync.OnceValue(func() []byte { return []byte(rand.Text()) })

func newKeyProof(key string) (proof keyProof) {
	if key != "" {
		digest := hmac.New(sha256.New, proofSecret())
		digest.Write([]byte(key))
		digest.Sum(proof[:0])
	}
	return proof
}

// equal reports that both are of the same key. How long it takes reveals nothing about either.
func (p keyProof) equal(other keyProof) bool {
	return p != keyProof{} && hmac.Equal(p[:], other[:])
}
