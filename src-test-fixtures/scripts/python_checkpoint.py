"""Writes a checkpoint by timm 1.0.31 (torch 2.7.1) of Linear(2, 2), and what one more step gives, to the file named.

python src-test-fixtures/scripts/python_checkpoint.py python_checkpoint.pth.tar
"""
import argparse
import shutil
import sys
import tempfile

import torch
from timm.utils import CheckpointSaver, ModelEmaV3


class Scaler:
    state_dict_key = "amp_scaler"

    def state_dict(self):
        return {"scale": 65536.0, "growth_factor": 2.0, "backoff_factor": 0.5, "growth_interval": 2000, "_growth_tracker": 7}


def set_gradients(model, step):
    model.weight.grad = torch.tensor([[0.5, -1.0], [0.25, 2.0]]) * step
    model.bias.grad = torch.tensor([1.0, -0.5]) * step


model = torch.nn.Linear(2, 2)
with torch.no_grad():
    model.weight.copy_(torch.tensor([[0.1, 0.2], [0.3, 0.4]]))
    model.bias.copy_(torch.tensor([-0.1, 0.1]))
optimizer = torch.optim.SGD(model.parameters(), lr=0.125, momentum=0.9, nesterov=True, weight_decay=0.01)
average = ModelEmaV3(model, decay=0.5)
folder = tempfile.mkdtemp()
saver = CheckpointSaver(
    model, optimizer, args=argparse.Namespace(model="tiny", lr=0.125, drop_path=None, mean=(0.5, 0.5)),
    model_ema=average, amp_scaler=Scaler(), checkpoint_dir=folder, recovery_dir=folder, max_history=2)
for epoch, metric in enumerate([10.0, 30.0, 20.0]):
    set_gradients(model, epoch + 1)
    optimizer.step()
    average.update(model)
    saver.save_checkpoint(epoch, metric)
last = folder + "/last.pth.tar"
set_gradients(model, 4)
optimizer.step()
content = torch.load(last, weights_only=False)
content["after_another_step"] = {key: value.clone() for key, value in model.state_dict().items()}
torch.save(content, sys.argv[1])
shutil.rmtree(folder)
