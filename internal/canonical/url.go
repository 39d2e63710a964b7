// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// URL is an absolute http or https address. RFC 3986, section 6.2, defines its normal
// form; an internationalised host is in Punycode.
var URL = &Kind{Name: "URL", normal: normalURL, invalid: WithoutCredentials, sent: asWritten}

// ErrCredentials is what is wrong with a URL that could be called and must not be sent.
var ErrCredentials = errors.New("it must not contain a user name or a password")

// WithoutCredentials returns a URL with **** for the user name and the password in it,
// either of which may be a secret. Nobody sees them, so two URLs that differ only there
// count as one.
func WithoutCredentials(s string) string {
	scheme, rest, found := strings.Cut(s, "//")
	if !found {
		return s
	}
	authority := rest
	if end := strings.IndexAny(rest, `/?#\`); end >= 0 {
		authority = rest[:end]
	}
	at := strings.LastIndexByte(authority, '@')
	if at < 0 {
		return s
	}
	return scheme + "//****" + rest[at:]
}

const (
	unreservedMarks = "-._~"
	reservedMarks   = ":/?#[]@!$&'()*+,;="
	upperHex        = "0123456789ABCDEF"
)

var defaultPorts = map[string]uint64{"http": 80, "https": 443}

// normalURL hides the errors of net/url, because they quote the address.
func normalURL(s string) (string, error) {
	u, err := url.Parse(s)
	// A host that is not UTF-8 would get another form at each pass.
	if err != nil || strings.ContainsRune(u.Host, utf8.RuneError) {
		return "", errors.New("it cannot be read as a URL; write it as https://example.com/path")
	}
	defaultPort, ok := defaultPorts[u.Scheme]
	switch {
	case !ok:
		return "", errors.New("it must start with https:// or http://")
	case u.Hostname() == "":
		return "", errors.New("it has no host; write it as https://example.com/path")
	case u.User != nil:
		return "", ErrCredentials
	}
	host := strings.ToLower(u.Host)
	if p := u.Port(); p != "" || strings.HasSuffix(host, ":") {
		if host, err = withoutDefaultPort(strings.TrimSuffix(host, ":"+p), p, defaultPort); err != nil {
			return "", err
		}
	}
	host = punycode(host)
	base := url.URL{Scheme: u.Scheme, Host: host}
	normal := base.String() + withoutDotSegments(normalEscapes(u.EscapedPath()))
	if u.RawQuery != "" || u.ForceQuery {
		normal += "?" + normalEscapes(u.RawQuery)
	}
	if f := u.EscapedFragment(); f != "" {
		normal += "#" + normalEscapes(f)
	}
	return normal, nil
}

func withoutDefaultPort(host, port string, defaultPort uint64) (string, error) {
	if port == "" {
		return host, nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return "", errors.New("its port must be between 1 and 65535")
	}
	if n == defaultPort {
		return host, nil
	}
	return fmt.Sprintf("%s:%d", host, n), nil
}

// normalEscapes decodes escaped unreserved characters, writes other escapes in
// capitals, and escapes what a URL may not contain.
func normalEscapes(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		escaped := false
		if c == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				c, escaped = byte(n), true
				i += 2
			}
		}
		if isUnreserved(c) || !escaped && strings.IndexByte(reservedMarks, c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(upperHex[c>>4])
			b.WriteByte(upperHex[c&15])
		}
	}
	return b.String()
}

func isUnreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(unreservedMarks, c) >= 0
}

// withoutDotSegments resolves "." and ".." as in RFC 3986, section 5.2.4. path.Clean
// would also drop empty segments and a trailing slash, which matter in a URL.
func withoutDotSegments(p string) string {
	var out []string
	segments := strings.Split(strings.TrimPrefix(p, "/"), "/")
	for i, s := range segments {
		last := i == len(segments)-1
		switch {
		case s != "." && s != "..":
			out = append(out, s)
			continue
		case s == ".." && len(out) > 0:
			out = out[:len(out)-1]
		}
		if last {
			out = append(out, "")
		}
	}
	return "/" + strings.Join(out, "/")
}

// punycode leaves a host that is not a domain name as it is.
func punycode(host string) string {
	name, port := host, ""
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		name, port = host[:i], host[i:]
	}
	ascii, err := domains.ToASCII(name)
	if err != nil {
		return host
	}
	return ascii + port
}

// domains maps case and widths as browsers do, and leaves names with underscores alone.
var domains = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))
