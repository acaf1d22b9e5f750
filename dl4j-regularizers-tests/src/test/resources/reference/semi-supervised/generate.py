"""Reference values of losses with unlabeled data, from PyTorch in double: python3 generate.py > values.json

Dense - BatchNorm - ReLU - Dense. Weak augmentation: 1.1 x; strong: 0.5 x + 0.3; student of Mean Teacher: 0.9 x.
"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(19)
torch.set_default_dtype(torch.float64)
NAMES = ["0_W", "0_b", "1_gamma", "1_beta", "1_mean", "1_var", "3_W", "3_b"]
SHAPES = [(4, 5), (5,), (5,), (5,), (5,), (5,), (5, 3), (3,)]
labeled, y = torch.randn(3, 4), torch.tensor([0, 2, 1])
unlabeled = 2 * torch.randn(6, 4)


def parameters():
    values = dict(zip(NAMES, [torch.randn(shape) for shape in SHAPES]))
    values["1_var"] = values["1_var"].abs() + 0.5
    return values


def logits(p, x, training):
    h = F.batch_norm(x @ p["0_W"] + p["0_b"], p["1_mean"].clone(), p["1_var"].clone(), p["1_gamma"], p["1_beta"],
                     training=training, eps=1e-5)
    return F.relu(h) @ p["3_W"] + p["3_b"]


def case(p, loss, **more):
    trained = [name for name in NAMES if name not in ("1_mean", "1_var")]
    gradients = torch.autograd.grad(loss, [p[name] for name in trained])
    return {"score": loss.item(), "gradients": {n: g.tolist() for n, g in zip(trained, gradients)}, **more}


before = parameters()
student = {name: value.requires_grad_() if name not in ("1_mean", "1_var") else value
           for name, value in parameters().items()}
fix_match, pseudo_labels, mean_teacher = [], [], []
for threshold, weight in [(0.95, 1.0), (0.7, 2.5), (0.0, 0.5)]:
    q = torch.softmax(logits(student, 1.1 * unlabeled, False), 1).detach()
    confidence, target = q.max(1)
    z = logits(student, torch.cat([1.1 * labeled, 0.5 * unlabeled + 0.3]), True)
    accepted = (confidence >= threshold).double()
    loss = F.cross_entropy(z[:3], y) + weight * (accepted * F.cross_entropy(z[3:], target, reduction="none")).mean()
    fix_match.append(case(student, loss, threshold=threshold, weight=weight, accepted=accepted.mean().item()))
for weight in [0.0, 3.0]:
    target = logits(student, unlabeled, False).argmax(1)
    z = logits(student, torch.cat([labeled, unlabeled]), True)
    loss = F.cross_entropy(z[:3], y) + weight * F.cross_entropy(z[3:], target)
    pseudo_labels.append(case(student, loss, weight=weight))
teacher = {name: (0.75 * before[name] + 0.25 * student[name]).detach() for name in NAMES}
for weight in [0.5, 100.0]:
    everything = torch.cat([labeled, unlabeled])
    q = torch.softmax(logits(teacher, 1.1 * everything, False), 1)
    z = logits(student, 0.9 * everything, True)
    consistency = F.mse_loss(torch.softmax(z, 1), q, reduction="none").mean(1).sum()
    loss = (F.cross_entropy(z[:3], y, reduction="sum") + weight * consistency) / len(everything)
    mean_teacher.append(case(student, loss, weight=weight))
print(json.dumps({"torch": torch.__version__, "labeled": labeled.tolist(), "labels": F.one_hot(y).tolist(),
                  "unlabeled": unlabeled.tolist(), "before": {n: v.tolist() for n, v in before.items()},
                  "student": {n: v.tolist() for n, v in student.items()}, "fixMatch": fix_match,
                  "pseudoLabels": pseudo_labels, "meanTeacher": mean_teacher}))
