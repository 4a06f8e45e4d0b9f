package io.github.timm4j.examples;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.TranslateException;
import io.github.timm4j.Timm;
import io.github.timm4j.compile.CompiledModel;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.LabelSet;
import io.github.timm4j.data.transform.Transforms;
import io.github.timm4j.data.translate.ClassificationTranslator;
import io.github.timm4j.data.translate.EmbeddingTranslator;
import io.github.timm4j.data.translate.PictureReader;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.registry.ModelQuery;
import java.nio.file.Path;
import java.util.List;

/** The README's snippets, each as a method that the tests run; the README shows what stands between the markers. */
final class Snippets {
    private Snippets() {}

    static Classifications classify(Path photo) throws TranslateException {
        // snippet: classify
        try (ImageModel block = Timm.createModel("tf_efficientnet_lite0", true);
                Model model = Model.newInstance("classify", Device.cpu(), "PyTorch")) {
            model.setBlock(block);
            var transform = Transforms.create(DataConfig.resolve(block));
            var labels = LabelSet.forModel(block).orElseThrow().labels(block.numClasses(), LabelSet.Form.DESCRIPTION);
            var translator = new ClassificationTranslator<Path>(PictureReader.files(), transform, labels, 5);
            try (Predictor<Path, Classifications> predictor = model.newPredictor(translator)) {
                return predictor.predict(photo);
            }
        }
        // end
    }

    static List<float[]> embed(List<Path> photos) throws TranslateException {
        // snippet: embed
        ModelOptions embeddings =
                ModelOptions.builder().pretrained(true).numClasses(0).build();
        try (ImageModel block = Timm.createModel("tf_efficientnet_lite0", embeddings);
                Model model = Model.newInstance("embed", Device.cpu(), "PyTorch")) {
            model.setBlock(block);
            var transform = Transforms.create(DataConfig.resolve(block));
            var translator = new EmbeddingTranslator<Path>(PictureReader.files(), transform);
            try (Predictor<Path, float[]> predictor = model.newPredictor(translator)) {
                return predictor.batchPredict(photos);
            }
        }
        // end
    }

    static List<String> list() {
        // snippet: list
        List<String> vits = Timm.listModels("vit_*_patch16_224");
        List<String> free = Timm.listModels(ModelQuery.builder()
                .filters("resnet50*")
                .pretrained(true)
                .licenses("apache-2.0")
                .build());
        // end
        return List.of(vits.get(0), free.get(0));
    }

    static List<Shape> features() {
        // snippet: features
        ModelOptions levels =
                ModelOptions.builder().featuresOnly(true).outIndices(1, 2, 3).build();
        try (ImageModel backbone = Timm.createModel("resnet18", levels);
                NDManager manager = NDManager.newBaseManager()) {
            NDList maps = backbone.forwardLevels(manager.zeros(new Shape(1, 3, 128, 128)));
            System.out.println(backbone.featureInfo().channels() + " "
                    + backbone.featureInfo().reduction());
            return maps.stream().map(NDArray::getShape).toList();
        }
        // end
    }

    static Shape fineTune() {
        // snippet: finetune
        try (ImageModel model = Timm.createModel("tf_efficientnet_lite0", true);
                NDManager manager = NDManager.newBaseManager()) {
            model.resetClassifier(10); // ten classes of your own, random weights
            model.freeze(key -> !key.startsWith("classifier."), true); // train the new classifier alone
            model.save(Path.of("target", "ten-classes.safetensors")); // timm's keys: Python reads it
            return model.forward(manager.zeros(new Shape(1, 3, 224, 224))).getShape();
        }
        // end
    }

    static Shape compile() {
        // snippet: compile
        try (ImageModel model = Timm.createModel("tf_efficientnet_lite0", true);
                CompiledModel compiled = model.compile(); // as fast as this machine computes it; outlives the model
                NDManager manager = NDManager.newBaseManager()) {
            compiled.export(Path.of("target", "model.pt")); // DJL, djl-serving and torch.jit.load read it
            return compiled.predict(manager.zeros(new Shape(4, 3, 224, 224))).getShape();
        }
        // end
    }
}
