package sample

import (
	"errors"
	"testing"
)

func TestSum(t *testing.T) {
	if sum, err := Sum([]int{1, 2}); sum != 3 || err != nil {
		t.Errorf("Sum(1, 2) = %d, %v", sum, err)
	}
	if sum, _ := Sum([]int{5, 6}); sum != 10 {
		t.Errorf("Sum(5, 6) = %d", sum)
	}
	if sum, _ := Sum([]int{10}); sum != 10 {
		t.Errorf("Sum(10) = %d", sum)
	}
	if _, err := Sum([]int{-1}); !errors.Is(err, ErrNegative) {
		t.Errorf("Sum(-1) = %v", err)
	}
}

func TestBoth(t *testing.T) {
	if !Both(true, true) || Both(false, true) || Both(false, false) {
		t.Error("Both is wrong")
	}
}

func TestCount(t *testing.T) {
	if n := Count(3); n != 3 {
		t.Errorf("Count(3) = %d", n)
	}
}

func TestOdd(t *testing.T) {
	if !Odd(3) || Odd(2) {
		t.Error("Odd is wrong")
	}
}
