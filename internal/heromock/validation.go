package heromock

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/herohealth/terraform-provider-hero/internal/contract"
)

// validationError is the documented body of a 400.
func validationError(err error) object {
	broken, ok := errors.AsType[*contract.Error](err)
	if !ok {
		return issues(issue("custom", "a valid request"))
	}
	var list []any
	for _, i := range broken.Issues {
		list = append(list, issue(issueCode(i.Keyword), i.Expected, i.Path...))
	}
	return issues(list...)
}

// invalid refuses one member or parameter for a reason the contract does not know.
func invalid(member, expected string) result {
	return result{status: http.StatusBadRequest, value: issues(issue("custom", expected, member))}
}

func issues(list ...any) object {
	return object{"error": true, "statusCode": http.StatusBadRequest, "message": list}
}

// issue is one entry of a 400. Positions in a list are numbers in its path.
func issue(code, expected string, path ...string) object {
	segments := []any{}
	for _, segment := range path {
		if position, err := strconv.Atoi(segment); err == nil {
			segments = append(segments, position)
		} else {
			segments = append(segments, segment)
		}
	}
	return object{"code": code, "expected": expected, "path": segments}
}

// issueCode translates a broken rule into the vocabulary of the validation
// library whose issue list the documented shape resembles.
func issueCode(keyword string) string {
	switch keyword {
	case "required", "type":
		return "invalid_type"
	case "enum":
		return "invalid_enum_value"
	case "minLength", "minimum", "minItems":
		return "too_small"
	case "maxLength", "maximum", "maxItems":
		return "too_big"
	case "format", "pattern":
		return "invalid_string"
	case "anyOf", "oneOf":
		return "invalid_union"
	default:
		return "custom"
	}
}
