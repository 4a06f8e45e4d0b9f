package io.github.timm4j.train.ema;

import io.github.timm4j.optim.rule.Kernel;
import java.util.List;

/** The arithmetic of averages over many tensors at once; {@code e} are averages, {@code m} the model's. */
final class EmaKernels {
    /** Versions 1 and 2; whole numbers are averaged in floating point and lose their fraction. */
    static final Kernel WEIGHTED = Kernel.function("e: List[Tensor], m: List[Tensor], decay: float", "NoneType", """
            for x, y in zip(e, m):
                z = torch.empty_like(x)
                z.copy_(y)
                x.copy_(x * decay + z * (1. - decay))
            """);

    /** Version 3; {@code same} tells that types and devices agree. */
    static final Kernel LERP =
            Kernel.function("e: List[Tensor], m: List[Tensor], weight: float, same: bool", "NoneType", """
            if same:
                torch._foreach_lerp_(e, m, weight)
            else:
                beside = annotate(List[Tensor], [])
                for x, y in zip(e, m):
                    z = torch.empty_like(y, device=x.device)
                    z.copy_(y)
                    beside.append(z)
                torch._foreach_mul_(e, 1. - weight)
                torch._foreach_add_(e, beside, alpha=weight)
            """);

    /** Copies of any type and between devices. */
    static final Kernel COPY = Kernel.function("e: List[Tensor], m: List[Tensor]", "NoneType", """
            for x, y in zip(e, m):
                x.copy_(y)
            """);

    /**
     * Averages in bfloat16: computed in single precision, then rounded up with the probability that the distance to the
     * neighbour below deserves. The fraction's eight bits are brought before the point, a number in [0, 1) is added, and
     * what is behind the point is cut. That number is a hash of the element's place, the seed and the step, so that a
     * resumed run rounds the same way.
     */
    static final Kernel ROUNDED_LERP = Kernel.function(
            "e: List[Tensor], m: List[Tensor], weight: float, seed: int",
            "NoneType",
            """
            salt = seed
            for x, y in zip(e, m):
                z = torch.empty_like(y, device=x.device)
                z.copy_(y)
                v = x.float().mul_(1. - weight)
                v.add_(z, alpha=weight)
                fraction, exponent = torch.frexp(v)
                fraction = torch.floor(fraction.mul_(256).add_(self.noise(x, salt)))
                x.copy_(torch.ldexp(fraction, exponent.sub_(8)))
                salt = salt + x.numel()
            """,
            List.of(new Kernel.Function("noise", "x: Tensor, salt: int", "Tensor", """
                    h = torch.arange(x.numel(), dtype=4, device=x.device)
                    h = h.add_(salt).mul_(-7046029254386353131)
                    h = torch.bitwise_xor(h, torch.bitwise_and(torch.bitwise_right_shift(h, 32), 4294967295))
                    h = h.mul_(-4658895280553007687)
                    h = torch.bitwise_and(torch.bitwise_right_shift(h, 40), 65535)
                    return h.to(6).mul_(1.52587890625e-05).view(x.shape)
                    """)));

    private EmaKernels() {}
}
