package strict

import (
	"encoding"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// str sets a string. Numbers, dates and words like no stay the text they are.
func (r *run) str(n *Node, v reflect.Value, f *field) {
	if n.Kind != Scalar && n.key != n {
		r.shape(n, "text", v.Type(), f)
		return
	}
	if r.listed(n, v) {
		v.SetString(n.Value)
	}
}

// text lets the type read the text itself; its error is what the writer sees.
func (r *run) text(n *Node, v reflect.Value, into encoding.TextUnmarshaler, f *field) {
	if n.Kind != Scalar && n.key != n {
		r.shape(n, "a single value", v.Type(), f)
		return
	}
	if !r.listed(n, v) {
		return
	}
	err := into.UnmarshalText([]byte(n.Value))
	switch {
	case err == nil:
	case v.Type() == timeType:
		r.at(n, subject(n)+" must be a date and a time, but it is "+found(n), writeFor(n, v.Type(), f))
	default:
		r.at(n, subject(n)+": "+plain(err.Error(), 300), writeFor(n, v.Type(), f))
	}
}

// listed reports a word that is not in the type's enumeration.
func (r *run) listed(n *Node, v reflect.Value) bool {
	enum, ok := v.Addr().Interface().(interface{ Enum() []string })
	if !ok {
		return true
	}
	words := enum.Enum()
	if len(words) == 0 || slices.Contains(words, n.Value) {
		return true
	}
	hint := "write one of: " + choices(words)
	if guess, ok := Suggest(n.Value, words); ok {
		hint = "did you mean `" + guess + "`? It can be: " + choices(words)
	}
	r.at(n, fmt.Sprintf("%s cannot be %s", subject(n), quoted(n.Value)), hint)
	return false
}

func (r *run) boolean(n *Node, v reflect.Value, f *field) {
	word := strings.ToLower(n.Value)
	switch {
	case n.Kind == Scalar && !n.Quoted && (n.Value == "true" || n.Value == "false"):
		v.SetBool(n.Value == "true")
	case n.Kind == Scalar && slices.Contains([]string{"true", "yes", "y", "on", "1"}, word):
		r.must(n, "true or false", "write "+written(n, "true"))
	case n.Kind == Scalar && slices.Contains([]string{"false", "no", "n", "off", "0"}, word):
		r.must(n, "true or false", "write "+written(n, "false"))
	default:
		r.must(n, "true or false", "write "+written(n, "true")+" or "+written(n, "false"))
	}
}

func (r *run) must(n *Node, be, hint string) {
	r.at(n, subject(n)+" must be "+be+", but it is "+found(n), hint)
}

func (r *run) integer(n *Node, v reflect.Value, f *field) {
	t := v.Type()
	if t == durationType {
		r.duration(n, v, f)
		return
	}
	be := "a whole number"
	i, err := strconv.ParseInt(n.Value, 10, 64)
	u, uerr := strconv.ParseUint(strings.TrimPrefix(n.Value, "+"), 10, 64)
	digits := strings.TrimLeft(n.Value, "+-")
	zeros := len(digits) > 1 && digits[0] == '0'
	switch {
	case n.Kind != Scalar || (err != nil && uerr != nil && !outOfRange(err)):
		r.must(n, be, writeFor(n, t, f))
	case n.Quoted:
		r.must(n, be, "delete the quotes: "+written(n, plain(n.Value, 60)))
	case zeros:
		r.must(n, be, "write it without the leading zero: "+written(n, trimZeros(n.Value)))
	case v.CanInt() && (err != nil || v.OverflowInt(i)):
		r.must(n, be+" from "+itoa(-1<<(t.Bits()-1))+" to "+itoa(1<<(t.Bits()-1)-1), writeFor(n, t, f))
	case v.CanUint() && (uerr != nil || v.OverflowUint(u)):
		r.must(n, be+" from 0 to "+strconv.FormatUint(math.MaxUint64>>(64-t.Bits()), 10), writeFor(n, t, f))
	case v.CanInt():
		v.SetInt(i)
	default:
		v.SetUint(u)
	}
}

func outOfRange(err error) bool {
	ne, ok := err.(*strconv.NumError)
	return ok && ne.Err == strconv.ErrRange
}

func trimZeros(s string) string {
	sign := ""
	if s[0] == '-' {
		sign = "-"
	}
	if s = strings.TrimLeft(s, "+-0"); s == "" {
		return "0"
	}
	return sign + s
}

func (r *run) duration(n *Node, v reflect.Value, f *field) {
	d, err := time.ParseDuration(n.Value)
	if n.Kind != Scalar || err != nil {
		r.must(n, "a length of time", writeFor(n, v.Type(), f))
		return
	}
	v.SetInt(int64(d))
}

func (r *run) float(n *Node, v reflect.Value, f *field) {
	x, err := strconv.ParseFloat(n.Value, 64)
	point := strings.Replace(n.Value, ",", ".", 1)
	_, commaErr := strconv.ParseFloat(point, 64)
	odd := strings.ContainsAny(n.Value, "xXpP_") || math.IsNaN(x) || math.IsInf(x, 0)
	switch {
	case n.Kind == Scalar && err != nil && commaErr == nil:
		r.must(n, "a number", "write a point instead of the comma: "+written(n, point))
	case n.Kind != Scalar || err != nil || odd || v.OverflowFloat(x):
		r.must(n, "a number", writeFor(n, v.Type(), f))
	case n.Quoted:
		r.must(n, "a number", "delete the quotes: "+written(n, plain(n.Value, 60)))
	default:
		v.SetFloat(x)
	}
}
