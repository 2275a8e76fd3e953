package risk

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
	"gonum.org/v1/gonum/stat/distuv"
)

// Fit is the line through the outcomes by the log-odds of the estimate, as logistic regression finds it.
// Estimates that are right have slope 1 and intercept 0; a slope below 1 means that they are too extreme,
// an intercept above 0 that they are too low.
type Fit struct {
	Slope, SlopeSE         float64
	Intercept, InterceptSE float64
	// PValue is the chance of a line at least as far from the right one if the estimates were right
	// (likelihood ratio test). Consistent is false below 0.001.
	PValue     float64
	Consistent bool
}

// leastChance is how unlikely a line must be, if the estimates were right, for them to be called wrong.
const leastChance = 0.001

// fitted is the slope of the mean log-likelihood below which a line is the best one.
const fitted = 1e-9

// calibrationLine is minus the log-likelihood of outcomes by intercept and slope, divided by their
// number, with its derivatives.
type calibrationLine struct {
	logOdds []float64
	failed  []bool
}

func (l calibrationLine) at(x []float64) float64 {
	sum := 0.0
	for i, lo := range l.logOdds {
		z := x[0] + x[1]*lo
		if l.failed[i] {
			z = -z
		}
		// ln(1+exp(z)), which does not overflow.
		sum += max(z, 0) + math.Log1p(math.Exp(-math.Abs(z)))
	}
	return sum / float64(len(l.logOdds))
}

func (l calibrationLine) slopes(grad, x []float64) {
	grad[0], grad[1] = 0, 0
	for i, lo := range l.logOdds {
		d := logistic(x[0] + x[1]*lo)
		if l.failed[i] {
			d--
		}
		grad[0] += d
		grad[1] += d * lo
	}
	n := float64(len(l.logOdds))
	grad[0] /= n
	grad[1] /= n
}

func (l calibrationLine) curvature(hess *mat.SymDense, x []float64) {
	var a, b, c float64
	for _, lo := range l.logOdds {
		p := logistic(x[0] + x[1]*lo)
		w := p * (1 - p)
		a += w
		b += w * lo
		c += w * lo * lo
	}
	n := float64(len(l.logOdds))
	hess.SetSym(0, 0, a/n)
	hess.SetSym(0, 1, b/n)
	hess.SetSym(1, 1, c/n)
}

// determined says whether the outcomes have one best line: neither kind lies wholly on one side of the
// other by the estimate.
func (l calibrationLine) determined() bool {
	lowest := [2]float64{math.Inf(1), math.Inf(1)}
	highest := [2]float64{math.Inf(-1), math.Inf(-1)}
	for i, lo := range l.logOdds {
		kind := 0
		if l.failed[i] {
			kind = 1
		}
		lowest[kind] = min(lowest[kind], lo)
		highest[kind] = max(highest[kind], lo)
	}
	return lowest[0] < highest[1] && lowest[1] < highest[0]
}

// fitOf finds the line, or nothing where the outcomes do not determine it.
func fitOf(outcomes []Outcome) *Fit {
	var l calibrationLine
	for _, o := range outcomes {
		l.logOdds = append(l.logOdds, logit(o.Probability))
		l.failed = append(l.failed, o.Failed)
	}
	if !l.determined() {
		return nil
	}
	right := []float64{0, 1}
	found, err := optimize.Minimize(optimize.Problem{Func: l.at, Grad: l.slopes, Hess: l.curvature}, right,
		&optimize.Settings{GradientThreshold: fitted, MajorIterations: 200}, &optimize.Newton{})
	if found == nil {
		return nil
	}
	// At the bottom of the valley a step may find nothing lower for the rounding, which is an error to the
	// optimiser and none to us.
	slopes := make([]float64, 2)
	if l.slopes(slopes, found.X); err != nil && floats.Norm(slopes, math.Inf(1)) > 100*fitted {
		return nil
	}
	n := float64(len(outcomes))
	hess := mat.NewSymDense(2, nil)
	l.curvature(hess, found.X)
	var chol mat.Cholesky
	if !chol.Factorize(hess) {
		return nil
	}
	var covariance mat.SymDense
	if err := chol.InverseTo(&covariance); err != nil {
		return nil
	}
	f := &Fit{
		Intercept: found.X[0], InterceptSE: math.Sqrt(covariance.At(0, 0) / n),
		Slope: found.X[1], SlopeSE: math.Sqrt(covariance.At(1, 1) / n),
		PValue: distuv.ChiSquared{K: 2}.Survival(max(0, 2*n*(l.at(right)-found.F))),
	}
	f.Consistent = f.PValue > leastChance
	return f
}
