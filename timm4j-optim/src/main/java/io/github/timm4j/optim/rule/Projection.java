package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.Kernel.Function;
import java.util.List;

/**
 * Removes the part of an update along the weight, for weights whose scale does not matter (arXiv:2006.08217): shared by
 * AdamP and SGDP.
 */
final class Projection {
    private static final Function RADIAL = new Function("radial", "unit: Tensor, x: Tensor, rows: int", "Tensor", """
            along = (unit * x).reshape([rows, -1]).sum(dim=[1])
            return unit * along.reshape([-1] + [1] * (x.dim() - 1))
            """);

    private static final Function PROJECTED = new Function(
            "projected",
            "p: Tensor, g: Tensor, update: Tensor, delta: float, eps: float, caution: bool",
            "Tuple[Tensor, bool]",
            """
            if p.dim() > 1:
                for rows in [p.size(0), 1]:
                    weight = p.reshape([rows, -1])
                    cosine = torch.cosine_similarity(g.reshape([rows, -1]), weight, dim=1, eps=eps).abs_()
                    if bool(cosine.max() < delta / (weight.size(1) ** 0.5)):
                        norm = weight.norm(p=2, dim=[1]).add_(eps)
                        unit = p / norm.reshape([-1] + [1] * (p.dim() - 1))
                        update = update - self.radial(unit, update, rows)
                        if caution:
                            update = self.cautious(update, g - self.radial(unit, g, rows))
                            update = update - self.radial(unit, update, rows)
                        return (update, True)
            if caution:
                update = self.cautious(update, g)
            return (update, False)
            """);

    /** The functions {@code radial} and {@code projected}. */
    static final List<Function> FUNCTIONS = List.of(RADIAL, PROJECTED);

    private Projection() {}
}
