package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.Kernel.Function;
import java.util.List;

/** The arithmetic of {@link Kron}: products, solutions and norms along one dimension after the other. */
final class KronKernels {
    /** Zeros of a shape: {@code (like, shape, dtype or -1)}. */
    static final Kernel BUFFER = Kernel.function("like: Tensor, shape: List[int], dtype: int", "Tensor", """
            zeros = torch.zeros_like(like).reshape(shape)
            if dtype >= 0:
                zeros = zeros.to(dtype)
            return zeros
            """);

    /** A scaled identity, as matrix, diagonal or number: {@code (like, shape, scale, dtype or -1)}. */
    static final Kernel FACTOR =
            Kernel.function("like: Tensor, shape: List[int], scale: float, dtype: int", "Tensor", """
            kind = like.dtype
            if dtype >= 0:
                kind = dtype
            if len(shape) == 2:
                return torch.eye(shape[0], dtype=kind, device=like.device) * scale
            return torch.full(shape, scale, dtype=kind, device=like.device)
            """);

    private static final Function APPLIED =
            new Function("applied", "Q: List[Tensor], x: Tensor, transposed: bool", "Tensor", """
            for i in range(len(Q)):
                q = Q[i]
                if x.dim() == 0:
                    x = x * q
                elif q.dim() < 2:
                    x = (x.movedim(i, -1) * q).movedim(-1, i)
                elif transposed:
                    x = torch.matmul(x.movedim(i, -1), q).movedim(-1, i)
                else:
                    x = torch.matmul(x.movedim(i, -1), q.t()).movedim(-1, i)
            return x
            """);

    private static final Function SOLVED = new Function("solved", "Q: List[Tensor], x: Tensor", "Tensor", """
            for i in range(len(Q)):
                q = Q[i]
                if x.dim() == 0:
                    x = x / q
                elif q.dim() < 2:
                    x = (x.movedim(i, -1) / q).movedim(-1, i)
                else:
                    y = x.movedim(i, -1)
                    rows = y.reshape([-1, q.size(0)]).float()
                    rows = torch.linalg_solve_triangular(q.float(), rows, upper=True, left=False)
                    x = rows.reshape(y.size()).to(x.dtype).movedim(-1, i)
            return x
            """);

    /** A cheap lower bound of the spectral norm. */
    private static final Function NORM_BOUND = new Function("norm_bound", "a: Tensor", "Tensor", """
            largest = a.abs().max()
            if bool(largest <= 0):
                return largest
            a = a / largest
            squares = a * a
            column, i = torch.max(squares.sum([0]), 0)
            row, j = torch.max(squares.sum([1]), 0)
            if bool(column > row):
                x = torch.matmul(a.index_select(1, i.reshape([1])).squeeze(1), a)
                y = torch.matmul(x / x.norm(), a.t())
            else:
                x = torch.matmul(a, a.index_select(0, j.reshape([1])).squeeze(0))
                y = torch.matmul(a.t(), x / x.norm())
            return largest * y.norm()
            """);

    private static final Function LEARN =
            new Function("learn", "Q: List[Tensor], x: Tensor, probe: Tensor, rate: float", "NoneType", """
            tiny = 1.1754943508222875e-38
            a = self.applied(Q, x, False)
            b = self.solved(Q, probe)
            for i in range(len(Q)):
                q = Q[i]
                if q.dim() < 2:
                    if a.dim() == 0:
                        first = a * a
                        second = b * b
                    else:
                        first = a.movedim(i, 0).reshape([a.size(i), -1]).square().sum([1])
                        second = b.movedim(i, 0).reshape([b.size(i), -1]).square().sum([1])
                    change = (first - second).mul_(rate).mul_(q)
                    q.sub_(change / ((first + second).abs().max() + tiny))
                else:
                    rows = a.movedim(i, 0).reshape([a.size(i), -1])
                    first = torch.matmul(rows, rows.t())
                    rows = b.movedim(i, 0).reshape([b.size(i), -1])
                    second = torch.matmul(rows, rows.t())
                    change = torch.triu((first - second).mul_(rate))
                    change = change / (self.norm_bound(first + second) + tiny)
                    q.sub_(torch.matmul(change, q))
            """);

    private static final Function BALANCE = new Function("balance", "Q: List[Tensor]", "NoneType", """
            norms = torch.stack([q.abs().max() for q in Q])
            factors = norms.prod() ** (1. / len(Q)) / norms
            for i in range(len(Q)):
                Q[i].mul_(factors[i])
            """);

    /**
     * One step of a parameter: {@code (p, g, momentum_buffer, Q, probe, numbers, update, balanced, from_momentum)}; the
     * numbers are learning rate, decay factor, weight decay, momentum, bias correction and the factors' learning rate.
     */
    static final Kernel STEP = Kernel.function(
            "p: Tensor, g: Tensor, momentum_buffer: Tensor, Q: List[Tensor], probe: Tensor, numbers: List[float], "
                    + "update: bool, balanced: bool, from_momentum: bool",
            "NoneType",
            """
            lr, decay, weight_decay, momentum, correction, rate = numbers
            g = g.reshape(momentum_buffer.size())
            momentum_buffer.mul_(momentum).add_(g, alpha=1. - momentum)
            average = (momentum_buffer / correction).to(Q[0].dtype)
            if balanced:
                self.balance(Q)
            if update:
                source = average
                if not from_momentum:
                    source = g.to(average.dtype)
                self.learn(Q, source, probe.to(average.dtype), rate)
            step = self.applied(Q, self.applied(Q, average, False), True).to(p.dtype)
            step = step * (step.square().mean().sqrt_() + 1e-8).reciprocal_().mul_(1.1).clamp_(max=1.)
            step = step.reshape(p.size())
            if decay != 1.:
                p.mul_(decay)
            if weight_decay != 0.:
                step = step.add_(p, alpha=weight_decay)
            p.add_(step, alpha=-lr)
            """,
            List.of(APPLIED, SOLVED, NORM_BOUND, LEARN, BALANCE));

    private KronKernels() {}
}
